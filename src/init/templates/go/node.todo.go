package main

// __title__. __doc__
func main() {
	node := NewNode()

	// [[each request]]
	// __what__
	//   request  __request__
	//   reply    __reply__
	node.On("__type__", func(message Message) (any, error) {
		return nil, &RpcError{NotSupported, "__todo__"}
	})

	// [[end]]
	node.Run()
}
