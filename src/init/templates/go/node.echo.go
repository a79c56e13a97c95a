package main

func main() {
	node := NewNode()

	// A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right "in_reply_to".
	node.On("echo", func(message Message) (any, error) {
		var request struct {
			Echo any `json:"echo"`
		}
		if err := message.Decode(&request); err != nil {
			return nil, err
		}
		return Body{"type": "echo_ok", "echo": request.Echo}, nil
	})

	node.Run()
}
