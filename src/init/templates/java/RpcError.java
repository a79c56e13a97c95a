/** Throw it in a handler to answer with an error body; `rpc` fails with it when an error body is what comes back. */
public class RpcError extends RuntimeException {
  // The error codes of the protocol that a node has a use for.
  public static final int TIMEOUT = 0;
  public static final int NOT_SUPPORTED = 10;
  public static final int TEMPORARILY_UNAVAILABLE = 11;
  public static final int CRASH = 13;
  public static final int ABORT = 14;
  public static final int KEY_DOES_NOT_EXIST = 20;
  public static final int PRECONDITION_FAILED = 22;
  public static final int TXN_CONFLICT = 30;

  public final int code;

  public RpcError(int code, String text) {
    super(text);
    this.code = code;
  }
}
