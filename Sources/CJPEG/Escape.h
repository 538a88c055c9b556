#pragma once

// Inside the door only: how libjpeg's errors come back as a status.

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "include/CJPEG.h"

typedef struct {
  struct jpeg_error_mgr errors;  // the first member: libjpeg's pointer to it is one to this
  jmp_buf place;
  glassine_jpeg_status status;
  char message[JMSG_LENGTH_MAX];
} glassine_jpeg_escape;

// Sets up the error manager: every error and every warning ends at `place`.
void glassine_jpeg_prepare(glassine_jpeg_escape *escape);
// Ends the call with a status of the door's own.
void glassine_jpeg_leave(j_common_ptr info, glassine_jpeg_status status);
