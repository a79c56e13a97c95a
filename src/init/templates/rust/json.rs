//! JSON, for nodes without dependencies: read with `text.parse::<Json>()`, written with `to_string()`. In a project with crates,
//! `serde_json` takes its place.

#![allow(dead_code)] // a node uses what it needs

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// `object! { "type" => "read_ok", "value" => 3 }`
#[macro_export]
macro_rules! object {
    ($($name:expr => $value:expr),* $(,)?) => {
        $crate::json::Json::Object([$(($name.to_string(), $crate::json::Json::from($value))),*].into())
    };
}

impl Json {
    /// The field of an object; null when there is none, or it is no object.
    pub fn get(&self, name: &str) -> &Json {
        match self {
            Json::Object(fields) => fields.get(name).unwrap_or(&Json::Null),
            _ => &Json::Null,
        }
    }
    pub fn as_int(&self) -> Option<i64> {
        if let Json::Int(int) = self { Some(*int) } else { None }
    }
    pub fn as_str(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }
    /// The elements of a list; none when it is no list.
    pub fn elements(&self) -> &[Json] {
        if let Json::List(list) = self { list } else { &[] }
    }
}

impl From<bool> for Json {
    fn from(bool: bool) -> Json {
        Json::Bool(bool)
    }
}
impl From<i64> for Json {
    fn from(int: i64) -> Json {
        Json::Int(int)
    }
}
impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}
impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::Text(text)
    }
}
impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(list: Vec<T>) -> Json {
        Json::List(list.into_iter().map(Into::into).collect())
    }
}

impl Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Bool(bool) => write!(out, "{bool}"),
            Json::Int(int) => write!(out, "{int}"),
            Json::Float(float) => write!(out, "{float:?}"),
            Json::Text(text) => write_text(out, text),
            Json::List(list) => {
                for (i, element) in list.iter().enumerate() {
                    write!(out, "{}{element}", if i == 0 { '[' } else { ',' })?;
                }
                out.write_str(if list.is_empty() { "[]" } else { "]" })
            }
            Json::Object(fields) => {
                for (i, (name, value)) in fields.iter().enumerate() {
                    out.write_char(if i == 0 { '{' } else { ',' })?;
                    write_text(out, name)?;
                    write!(out, ":{value}")?;
                }
                out.write_str(if fields.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

fn write_text(out: &mut fmt::Formatter, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(out, "\\{c}")?,
            c if c < ' ' => write!(out, "\\u{:04x}", c as u32)?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

impl FromStr for Json {
    type Err = String;
    fn from_str(text: &str) -> Result<Json, String> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value()?;
        match parser.peek() {
            None => Ok(value),
            Some(_) => parser.fail("the end"),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn fail<T>(&self, expected: &str) -> Result<T, String> {
        Err(format!("expected {expected} at {} of {}", self.at, self.text))
    }

    fn take(&mut self, byte: u8) -> Result<(), String> {
        if self.peek() != Some(byte) {
            return self.fail(&format!("{:?}", byte as char));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<Json, String> {
        match self.peek() {
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'[') => {
                let mut list = Vec::new();
                self.sequence(b']', |parser| Ok(list.push(parser.value()?)))?;
                Ok(Json::List(list))
            }
            Some(b'{') => {
                let mut fields = BTreeMap::new();
                self.sequence(b'}', |parser| {
                    let name = parser.string()?;
                    parser.take(b':')?;
                    fields.insert(name, parser.value()?);
                    Ok(())
                })?;
                Ok(Json::Object(fields))
            }
            _ => self.word(),
        }
    }

    /// What stands in brackets, separated by commas.
    fn sequence(&mut self, end: u8, mut element: impl FnMut(&mut Self) -> Result<(), String>) -> Result<(), String> {
        self.at += 1;
        if self.peek() != Some(end) {
            loop {
                self.peek();
                element(self)?;
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
        }
        self.take(end)
    }

    /// A number, true, false or null.
    fn word(&mut self) -> Result<Json, String> {
        let rest = &self.text[self.at..];
        let word = &rest[..rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(rest.len())];
        let value = match word {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => match (word.parse(), word.parse()) {
                (Ok(int), _) => Json::Int(int),
                (_, Ok(float)) => Json::Float(float),
                _ => return self.fail("a value"),
            },
        };
        self.at += word.len();
        Ok(value)
    }

    fn string(&mut self) -> Result<String, String> {
        self.take(b'"')?;
        let mut string = String::new();
        let mut utf16 = Vec::new(); // the code units of \u…, two of which may be one character
        loop {
            let Some(c) = self.text[self.at..].chars().next() else { return self.fail("the end of a string") };
            self.at += c.len_utf8();
            if c == '\\' && self.text[self.at..].starts_with('u') {
                let unit = self.text.get(self.at + 1..self.at + 5).and_then(|hex| u16::from_str_radix(hex, 16).ok());
                let Some(unit) = unit else { return self.fail("four hexadecimal digits") };
                utf16.push(unit);
                self.at += 5;
                continue;
            }
            string.push_str(&String::from_utf16_lossy(&utf16));
            utf16.clear();
            match c {
                '"' => return Ok(string),
                '\\' => {
                    let escaped = self.text[self.at..].chars().next().unwrap_or('"');
                    self.at += escaped.len_utf8();
                    string.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        other => other,
                    });
                }
                _ => string.push(c),
            }
        }
    }
}
