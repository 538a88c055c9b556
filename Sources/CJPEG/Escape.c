#include "Escape.h"

#include <jerror.h>
#include <string.h>

void glassine_jpeg_leave(j_common_ptr info, glassine_jpeg_status status) {
  glassine_jpeg_escape *escape = (glassine_jpeg_escape *)info->err;
  escape->status = status;
  longjmp(escape->place, 1);
}

static void leave_with_message(j_common_ptr info) {
  glassine_jpeg_escape *escape = (glassine_jpeg_escape *)info->err;
  if (escape->message[0] == 0) escape->errors.format_message(info, escape->message);
  int code = escape->errors.msg_code;
  // Backing store is what libjpeg asks for beyond its limit of memory.
  int memory = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE;
  glassine_jpeg_leave(info, memory ? glassine_jpeg_no_memory : glassine_jpeg_damaged);
}

static void take_message(j_common_ptr info, int level) {
  // Below zero are warnings: the data are not what an encoder wrote, and libjpeg would go on with a guess.
  if (level < 0) leave_with_message(info);
}

static void say_nothing(j_common_ptr info) { (void)info; }

void glassine_jpeg_prepare(glassine_jpeg_escape *escape) {
  jpeg_std_error(&escape->errors);
  escape->errors.error_exit = leave_with_message;
  escape->errors.emit_message = take_message;
  escape->errors.output_message = say_nothing;
  escape->status = glassine_jpeg_ok;
  escape->message[0] = 0;
}
