/*
 * __title__. __doc__
 */
#include "maelstrom.h"

/* [[each request]] */
/*
 * __what__
 *   request  __request__
 *   reply    __reply__
 */
static void handle___type__(Message request) {
  reply_error(request, NOT_SUPPORTED, "__todo__");
}

/* [[end]] */
int main(void) {
  /* [[each request]] */
  on("__type__", handle___type__);
  /* [[end]] */
  return run();
}
