/**
 * __title__. __doc__
 */
public class Main {
  public static void main(String[] args) {
    var node = new Node();

    // [[each request]]
    // __what__
    //   request  __request__
    //   reply    __reply__
    node.on("__type__", request -> {
      throw new RpcError(RpcError.NOT_SUPPORTED, "__todo__");
    });

    // [[end]]
    node.run();
  }
}
