/** What is embedded in the page: deflated, in base64. */

async function inflate(id: string): Promise<string> {
  const element = document.getElementById(id)
  const text = element?.textContent ?? ''
  const binary = atob(text.trim())
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return await new Response(stream).text()
}

export async function readData<T>(): Promise<T> {
  return JSON.parse(await inflate('run-data')) as T
}

let texts: Promise<readonly string[]> | undefined

/** The messages as they were sent, in the order of the columns; an empty text where the page has none. Unpacked when first asked for. */
export function messageTexts(): Promise<readonly string[]> {
  texts ??= inflate('run-texts').then(text => text.split('\n'))
  return texts
}
