#include "include/CLCMS.h"

#include <lcms2.h>
#include <stdlib.h>
#include <string.h>

enum { kSteps = 17, kPiece = 1 << 16, kDateOffset = 24, kDateLength = 12 };

static void say_nothing(cmsContext context, cmsUInt32Number code, const char *text) {
  (void)context;
  (void)code;
  (void)text;
}

// IEC 61966-2-1.
static cmsToneCurve *srgb_curve(cmsContext context) {
  const cmsFloat64Number parameters[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return cmsBuildParametricToneCurve(context, 4, parameters);
}

// Adobe RGB (1998) Color Image Encoding.
static cmsHPROFILE adobe_rgb(cmsContext context) {
  const cmsCIExyY white = {0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  cmsToneCurve *curve = cmsBuildGamma(context, 563.0 / 256);
  if (!curve) return NULL;
  cmsToneCurve *const curves[3] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfileTHR(context, &white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return profile;
}

static cmsHPROFILE grey(cmsContext context) {
  cmsToneCurve *curve = srgb_curve(context);
  if (!curve) return NULL;
  cmsHPROFILE profile = cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return profile;
}

// The profile is sRGB where no colour of a grid moves by more than rounding.
static int changes_nothing(cmsHTRANSFORM transform, uint32_t channels) {
  uint32_t count = channels == 1 ? 256 : kSteps * kSteps * kSteps;
  uint8_t *before = malloc((size_t)count * channels * 2);
  if (!before) return 0;
  uint8_t *after = before + (size_t)count * channels;
  for (uint32_t index = 0; index < count; index++) {
    if (channels == 1) {
      before[index] = (uint8_t)index;
    } else {
      before[index * 3] = (uint8_t)(index % kSteps * 255 / (kSteps - 1));
      before[index * 3 + 1] = (uint8_t)(index / kSteps % kSteps * 255 / (kSteps - 1));
      before[index * 3 + 2] = (uint8_t)(index / kSteps / kSteps * 255 / (kSteps - 1));
    }
  }
  cmsDoTransform(transform, before, after, count);
  int same = 1;
  for (uint32_t index = 0; index < count * channels && same; index++) same = abs(before[index] - after[index]) <= 1;
  free(before);
  return same;
}

static glassine_lcms_status change(
    cmsContext context, cmsHPROFILE source, cmsHPROFILE target, uint32_t channels, uint8_t *samples, size_t pixels) {
  cmsColorSpaceSignature wanted = channels == 1 ? cmsSigGrayData : cmsSigRgbData;
  if (!source || cmsGetColorSpace(source) != wanted) return glassine_lcms_refused;
  if (!target) return glassine_lcms_no_memory;
  cmsUInt32Number format = channels == 1 ? TYPE_GRAY_8 : TYPE_RGB_8;
  cmsHTRANSFORM transform = cmsCreateTransformTHR(
      context, source, format, target, format, INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  if (!transform) return glassine_lcms_refused;
  glassine_lcms_status status = glassine_lcms_same;
  if (!changes_nothing(transform, channels)) {
    status = glassine_lcms_ok;
    for (size_t done = 0; done < pixels; done += kPiece) {
      size_t piece = pixels - done < kPiece ? pixels - done : kPiece;
      cmsDoTransform(transform, samples + done * channels, samples + done * channels, (cmsUInt32Number)piece);
    }
  }
  cmsDeleteTransform(transform);
  return status;
}

glassine_lcms_status glassine_lcms_to_srgb(const uint8_t *icc, size_t icc_count, uint32_t channels, uint8_t *samples, size_t pixels) {
  if ((channels != 1 && channels != 3) || icc_count > UINT32_MAX) return glassine_lcms_refused;
  cmsContext context = cmsCreateContext(NULL, NULL);
  if (!context) return glassine_lcms_no_memory;
  cmsSetLogErrorHandlerTHR(context, say_nothing);
  cmsHPROFILE source = cmsOpenProfileFromMemTHR(context, icc, (cmsUInt32Number)icc_count);
  cmsHPROFILE target = channels == 1 ? grey(context) : cmsCreate_sRGBProfileTHR(context);
  glassine_lcms_status status = change(context, source, target, channels, samples, pixels);
  if (source) cmsCloseProfile(source);
  if (target) cmsCloseProfile(target);
  cmsDeleteContext(context);
  return status;
}

size_t glassine_lcms_make(glassine_lcms_profile kind, uint8_t *bytes, size_t capacity) {
  cmsContext context = cmsCreateContext(NULL, NULL);
  if (!context) return 0;
  cmsSetLogErrorHandlerTHR(context, say_nothing);
  cmsHPROFILE profile = kind == glassine_lcms_srgb        ? cmsCreate_sRGBProfileTHR(context)
                        : kind == glassine_lcms_srgb_grey ? grey(context)
                                                          : adobe_rgb(context);
  cmsUInt32Number count = 0;
  int made = profile && cmsSaveProfileToMem(profile, NULL, &count) && count <= capacity && count > kDateOffset + kDateLength &&
             cmsSaveProfileToMem(profile, bytes, &count);
  if (profile) cmsCloseProfile(profile);
  cmsDeleteContext(context);
  if (!made) return 0;
  // The library writes the time of day; equal pictures are to be equal bytes.
  static const uint8_t date[kDateLength] = {0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
  memcpy(bytes + kDateOffset, date, sizeof date);
  return count;
}
