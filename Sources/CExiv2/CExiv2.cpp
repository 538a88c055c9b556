// Exiv2 0.27 hands out std::auto_ptr, which C++17 calls deprecated; 0.28 hands out std::unique_ptr.
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

#include "include/CExiv2.h"

#include <cstdio>
#include <cstring>
#include <exception>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <exiv2/exiv2.hpp>

namespace {

struct Field {
  int32_t group;
  uint16_t tag;
  uint16_t type;
  uint32_t count;
  std::vector<uint8_t> bytes;
};

void say(const char *text, char *message, size_t capacity) {
  if (message && capacity > 0) std::snprintf(message, capacity, "%s", text);
}

/// Runs a piece of work and turns every exception into a code and a text.
template <typename Work>
int guarded(char *message, size_t capacity, Work work) {
  try {
    return work();
  } catch (const std::exception &error) {
    say(error.what(), message, capacity);
  } catch (...) {
    say("an unknown exception", message, capacity);
  }
  return glassine_exiv2_refused;
}

std::vector<uint8_t> littleEndianBytes(const Exiv2::Exifdatum &datum) {
  std::vector<uint8_t> bytes(static_cast<size_t>(datum.size()));
  if (!bytes.empty()) datum.copy(bytes.data(), Exiv2::littleEndian);
  return bytes;
}

/// The TIFF field type, or 0 for values Exiv2 keeps in forms of its own.
uint16_t fieldType(const Exiv2::Exifdatum &datum) {
  const auto type = static_cast<long>(datum.typeId());
  if (type == static_cast<long>(Exiv2::comment)) return 7;
  return type >= 1 && type <= 12 ? static_cast<uint16_t>(type) : 0;
}

size_t elementSize(uint16_t type) {
  switch (type) {
    case 3: case 8: return 2;
    case 4: case 9: case 11: return 4;
    case 5: case 10: case 12: return 8;
    default: return 1;
  }
}

}  // namespace

struct glassine_exiv2_block {
  std::vector<Field> fields;
  std::vector<uint8_t> makerNote;
  int64_t makerNoteOffset = -1;
  bool makerNoteBigEndian = false;
  std::vector<uint8_t> xmp;
  std::vector<uint8_t> iptc;
};

struct glassine_xmp {
  Exiv2::XmpData data;
  std::string packet;
};

namespace {

/// Takes over one datum; returns false where the block would grow over the limit.
bool take(const Exiv2::Exifdatum &datum, size_t limit, size_t &total, std::set<std::pair<int, int>> &seen,
          glassine_exiv2_block &block) {
  const std::string group = datum.groupName();
  if (group == "MakerNote") {
    if (datum.key() == "Exif.MakerNote.Offset") {
#if EXIV2_TEST_VERSION(0, 28, 0)
      block.makerNoteOffset = datum.toInt64();
#else
      block.makerNoteOffset = datum.toLong();
#endif
    } else if (datum.key() == "Exif.MakerNote.ByteOrder") {
      block.makerNoteBigEndian = datum.toString() == "MM";
    }
    return true;
  }
  const int32_t place = group == "Image"     ? glassine_exiv2_image
                        : group == "Photo"   ? glassine_exiv2_photo
                        : group == "GPSInfo" ? glassine_exiv2_gps
                                             : -1;
  const uint16_t type = fieldType(datum);
  if (place < 0 || type == 0 || !seen.insert({place, datum.tag()}).second) return true;
  const auto size = static_cast<size_t>(datum.size());
  if (size > limit - total) return false;
  total += size;
  auto bytes = littleEndianBytes(datum);
  if (place == glassine_exiv2_photo && datum.tag() == 37500) {
    block.makerNote = std::move(bytes);
  } else if (place == glassine_exiv2_image && datum.tag() == 700) {
    block.xmp = std::move(bytes);
  } else if (place == glassine_exiv2_image && datum.tag() == 33723) {
    block.iptc = std::move(bytes);
  } else if (!bytes.empty()) {
    const auto count = static_cast<uint32_t>(bytes.size() / elementSize(type));
    block.fields.push_back({place, datum.tag(), type, count, std::move(bytes)});
  }
  return true;
}

void takePackets(Exiv2::Image &image, size_t limit, glassine_exiv2_block &block) {
  if (block.xmp.empty()) {
    std::string packet = image.xmpPacket();
    if (packet.empty() && !image.xmpData().empty()) Exiv2::XmpParser::encode(packet, image.xmpData());
    if (packet.size() <= limit) block.xmp.assign(packet.begin(), packet.end());
  }
  if (block.iptc.empty() && !image.iptcData().empty()) {
    const Exiv2::DataBuf data = Exiv2::IptcParser::encode(image.iptcData());
#if EXIV2_TEST_VERSION(0, 28, 0)
    if (data.size() <= limit) block.iptc.assign(data.begin(), data.end());
#else
    if (data.size_ > 0 && static_cast<size_t>(data.size_) <= limit) block.iptc.assign(data.pData_, data.pData_ + data.size_);
#endif
  }
}

}  // namespace

void glassine_exiv2_prepare(void) {
  Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
#if defined(EXV_ENABLE_BMFF) && EXIV2_TEST_VERSION(0, 27, 4)
  Exiv2::enableBMFF(true);
#endif
}

namespace {

/// Whether Exiv2 knows the format. Trying it on bytes of no format at all may throw.
bool isKnown(const uint8_t *bytes, size_t size) {
  try {
#if EXIV2_TEST_VERSION(0, 28, 0)
    const auto type = Exiv2::ImageFactory::getType(bytes, size);
#else
    const auto type = Exiv2::ImageFactory::getType(bytes, static_cast<long>(size));
#endif
    // TARGA has no signature: almost any bytes pass for it, and it has no metadata.
    return type != Exiv2::ImageType::none && type != Exiv2::ImageType::tga;
  } catch (...) {
    return false;
  }
}

}  // namespace

int glassine_exiv2_read(const uint8_t *bytes, size_t size, size_t limit, glassine_exiv2_block **out, char *message,
                        size_t capacity) {
  return guarded(message, capacity, [&]() -> int {
    *out = nullptr;
    if (!isKnown(bytes, size)) return glassine_exiv2_unknown_format;
#if EXIV2_TEST_VERSION(0, 28, 0)
    auto image = Exiv2::ImageFactory::open(bytes, size);
#else
    auto image = Exiv2::ImageFactory::open(bytes, static_cast<long>(size));
#endif
    if (!image.get()) return glassine_exiv2_unknown_format;
    image->readMetadata();
    glassine_exiv2_block block;
    block.makerNoteBigEndian = image->byteOrder() == Exiv2::bigEndian;
    size_t total = 0;
    std::set<std::pair<int, int>> seen;
    for (const auto &datum : image->exifData()) {
      if (!take(datum, limit, total, seen, block)) return glassine_exiv2_over_limit;
    }
    takePackets(*image, limit, block);
    *out = new glassine_exiv2_block(std::move(block));
    return glassine_exiv2_done;
  });
}

void glassine_exiv2_block_free(glassine_exiv2_block *block) { delete block; }

size_t glassine_exiv2_field_count(const glassine_exiv2_block *block) { return block->fields.size(); }

glassine_exiv2_field glassine_exiv2_field_at(const glassine_exiv2_block *block, size_t index) {
  const Field &field = block->fields[index];
  return {field.group, field.tag, field.type, field.count, field.bytes.data(), field.bytes.size()};
}

const uint8_t *glassine_exiv2_maker_note(const glassine_exiv2_block *block, size_t *size) {
  *size = block->makerNote.size();
  return block->makerNote.data();
}

int64_t glassine_exiv2_maker_note_offset(const glassine_exiv2_block *block) { return block->makerNoteOffset; }

int glassine_exiv2_maker_note_big_endian(const glassine_exiv2_block *block) { return block->makerNoteBigEndian ? 1 : 0; }

const uint8_t *glassine_exiv2_xmp(const glassine_exiv2_block *block, size_t *size) {
  *size = block->xmp.size();
  return block->xmp.data();
}

const uint8_t *glassine_exiv2_iptc(const glassine_exiv2_block *block, size_t *size) {
  *size = block->iptc.size();
  return block->iptc.data();
}

int glassine_xmp_begin(const uint8_t *embedded, size_t size, const char *prefix, const char *uri, glassine_xmp **out,
                       char *message, size_t capacity) {
  return guarded(message, capacity, [&]() -> int {
    *out = nullptr;
    Exiv2::XmpParser::terminate();
    if (!Exiv2::XmpParser::initialize()) {
      say("the XMP toolkit does not start", message, capacity);
      return glassine_exiv2_refused;
    }
    Exiv2::XmpProperties::registerNs(uri, prefix);
    auto packet = new glassine_xmp();
    *out = packet;
    if (size > 0) {
      Exiv2::XmpData data;
      const std::string text(reinterpret_cast<const char *>(embedded), size);
      if (Exiv2::XmpParser::decode(data, text) == 0) packet->data = data;
    }
    return glassine_exiv2_done;
  });
}

int glassine_xmp_set(glassine_xmp *packet, const char *key, int kind, const char *text, int replace, char *message,
                     size_t capacity) {
  return guarded(message, capacity, [&]() -> int {
    const Exiv2::XmpKey name(key);
    auto found = packet->data.findKey(name);
    if (found != packet->data.end()) {
      if (!replace) return glassine_exiv2_done;
      packet->data.erase(found);
    }
    const auto type = kind == glassine_xmp_sequence           ? Exiv2::xmpSeq
                      : kind == glassine_xmp_default_language ? Exiv2::langAlt
                                                              : Exiv2::xmpText;
    auto value = Exiv2::Value::create(type);
    const std::string content = kind == glassine_xmp_default_language ? "lang=\"x-default\" " + std::string(text) : text;
    if (value->read(content) != 0 || packet->data.add(name, value.get()) != 0) {
      say(key, message, capacity);
      return glassine_exiv2_refused;
    }
    return glassine_exiv2_done;
  });
}

int glassine_xmp_finish(glassine_xmp *packet, const uint8_t **bytes, size_t *size, char *message, size_t capacity) {
  return guarded(message, capacity, [&]() -> int {
    packet->data.sortByKey();
    const auto flags = Exiv2::XmpParser::omitPacketWrapper | Exiv2::XmpParser::useCompactFormat;
    if (Exiv2::XmpParser::encode(packet->packet, packet->data, static_cast<uint16_t>(flags)) != 0) {
      say("the XMP toolkit does not serialise the packet", message, capacity);
      return glassine_exiv2_refused;
    }
    *bytes = reinterpret_cast<const uint8_t *>(packet->packet.data());
    *size = packet->packet.size();
    return glassine_exiv2_done;
  });
}

void glassine_xmp_free(glassine_xmp *packet) { delete packet; }
