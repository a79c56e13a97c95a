package main

// All that a node in Go needs: it reads messages from stdin, calls the handler of their type, and writes what the
// handler returns to stdout as the reply. Each handler runs in a goroutine of its own, so that it may wait for replies of
// others; state that handlers share needs a sync.Mutex.

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"time"
)

// Body is what a message says, when a struct would be too much ceremony.
type Body map[string]any

// Message is what came in. Its body is decoded by whoever knows the fields.
type Message struct {
	Src  string          `json:"src"`
	Dest string          `json:"dest"`
	Body json.RawMessage `json:"body"`
}

// Decode reads the fields of the body into a struct or a Body.
func (message Message) Decode(into any) error {
	if err := json.Unmarshal(message.Body, into); err != nil {
		return &RpcError{MalformedRequest, err.Error()}
	}
	return nil
}

// The error codes of the protocol that a node has a use for.
const (
	Timeout                = 0
	NotSupported           = 10
	TemporarilyUnavailable = 11
	MalformedRequest       = 12
	Crash                  = 13
	Abort                  = 14
	KeyDoesNotExist        = 20
	PreconditionFailed     = 22
	TxnConflict            = 30
)

// RpcError is what a handler returns to answer with an error body, and what RPC returns when one comes back.
type RpcError struct {
	Code int
	Text string
}

func (e *RpcError) Error() string { return fmt.Sprintf("error %d: %s", e.Code, e.Text) }

// Handler returns the body of the reply; nil for none.
type Handler func(message Message) (any, error)

// Node is this program's end of the network.
type Node struct {
	ID  string // known, as those of all nodes, from init on
	IDs []string

	handlers map[string]Handler

	mutex   sync.Mutex // guards what follows, and stdout
	nextID  int64
	waiting map[int64]chan Message
}

// NewNode makes a node that handles nothing but init.
func NewNode() *Node {
	return &Node{
		handlers: map[string]Handler{},
		waiting:  map[int64]chan Message{},
		// Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
		nextID: time.Now().UnixMicro(),
	}
}

// Peers are all other nodes.
func (node *Node) Peers() []string {
	peers := []string{}
	for _, id := range node.IDs {
		if id != node.ID {
			peers = append(peers, id)
		}
	}
	return peers
}

// On registers the handler of a type of message. One for "init" is called when the ids are known.
func (node *Node) On(kind string, handler Handler) { node.handlers[kind] = handler }

// Send sends a body, a struct or a Body, and forgets about it.
func (node *Node) Send(dest string, body any) {
	line, err := json.Marshal(map[string]any{"src": node.ID, "dest": dest, "body": body})
	if err != nil {
		log.Panicf("a body that is no JSON: %v", err)
	}
	node.mutex.Lock()
	defer node.mutex.Unlock()
	os.Stdout.Write(append(line, '\n'))
}

// RPC sends a request and waits for the reply. Its error is an *RpcError, after the timeout with code 0.
func (node *Node) RPC(dest string, body any, timeout time.Duration) (Message, error) {
	reply := make(chan Message, 1)
	node.mutex.Lock()
	id := node.nextID
	node.nextID++
	node.waiting[id] = reply
	node.mutex.Unlock()
	defer func() {
		node.mutex.Lock()
		delete(node.waiting, id)
		node.mutex.Unlock()
	}()

	node.Send(dest, with(body, "msg_id", id))
	select {
	case message := <-reply:
		var failure struct {
			Type string `json:"type"`
			Code int    `json:"code"`
			Text string `json:"text"`
		}
		if err := message.Decode(&failure); err != nil {
			return message, err
		}
		if failure.Type == "error" {
			return message, &RpcError{failure.Code, failure.Text}
		}
		return message, nil
	case <-time.After(timeout):
		return Message{}, &RpcError{Timeout, fmt.Sprintf("%s did not answer within %v", dest, timeout)}
	}
}

// Run serves messages until stdin ends.
func (node *Node) Run() {
	input := bufio.NewReader(os.Stdin)
	for {
		line, err := input.ReadBytes('\n')
		if err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		var message Message
		if err := json.Unmarshal(line, &message); err != nil {
			log.Fatalf("a line that is no message: %v", err)
		}
		node.receive(message)
	}
}

// envelope holds the fields that mean the same in every body.
type envelope struct {
	Type      string   `json:"type"`
	MsgID     *int64   `json:"msg_id"`
	InReplyTo *int64   `json:"in_reply_to"`
	NodeID    string   `json:"node_id"`
	NodeIDs   []string `json:"node_ids"`
}

func (node *Node) receive(message Message) {
	var body envelope
	if err := json.Unmarshal(message.Body, &body); err != nil {
		log.Fatalf("a body that is no body: %v", err)
	}
	switch {
	case body.InReplyTo != nil:
		node.mutex.Lock()
		reply := node.waiting[*body.InReplyTo]
		delete(node.waiting, *body.InReplyTo)
		node.mutex.Unlock()
		if reply != nil {
			reply <- message
		}
	case body.Type == "init":
		node.ID, node.IDs = body.NodeID, body.NodeIDs
		if handler := node.handlers["init"]; handler != nil {
			if _, err := handler(message); err != nil {
				log.Fatal(err)
			}
		}
		node.reply(message.Src, body.MsgID, Body{"type": "init_ok"})
	default:
		go node.handle(message, body)
	}
}

func (node *Node) handle(message Message, body envelope) {
	handler := node.handlers[body.Type]
	if handler == nil {
		handler = func(Message) (any, error) {
			return nil, &RpcError{NotSupported, node.ID + " does not know " + body.Type}
		}
	}
	answer, err := handler(message)
	if err != nil {
		failure := &RpcError{Crash, err.Error()}
		if !errors.As(err, &failure) {
			log.Print(err)
		}
		answer = Body{"type": "error", "code": failure.Code, "text": failure.Text}
	}
	if answer != nil {
		node.reply(message.Src, body.MsgID, answer)
	}
}

func (node *Node) reply(dest string, id *int64, body any) {
	node.Send(dest, with(body, "in_reply_to", id))
}

// with adds a field to a body of any kind.
func with(body any, name string, value any) map[string]any {
	fields := map[string]json.RawMessage{}
	text, err := json.Marshal(body)
	if err == nil {
		err = json.Unmarshal(text, &fields)
	}
	if err != nil {
		log.Panicf("a body that is no JSON object: %v", err)
	}
	extended := map[string]any{name: value}
	for key, field := range fields {
		extended[key] = field
	}
	return extended
}
