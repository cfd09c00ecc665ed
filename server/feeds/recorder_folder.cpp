#include "feeds/recorder_folder.hpp"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "feeds/recording_file.hpp"
#include "net/sha256.hpp"

namespace tickerd::feeds {
namespace {

namespace fs = std::filesystem;
using rates::Errc;
using rates::fail;

constexpr std::uintmax_t block = 4096;
constexpr std::uintmax_t most_frame_bytes = std::uintmax_t{8} << 20U;
constexpr auto flush_interval = std::chrono::seconds(1);

std::uintmax_t on_disk(std::uintmax_t size) { return (size + block - 1) / block * block; }

std::chrono::hours hour_of(rates::Timestamp at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch();
}

}  // namespace

RecorderFolder::RecorderFolder(fs::path folder, std::string preset, RecordingLimits limits)
    : folder_(std::move(folder)), preset_(std::move(preset)), limits_(limits) {}

rates::Result<RecorderFolder> RecorderFolder::open(fs::path folder, std::string preset,
                                                   RecordingLimits limits) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) {
    return fail(Errc::storage, fmt::format("{}: the folder cannot be made: {}", folder.string(),
                                           failed.message()));
  }
  RecorderFolder opened(std::move(folder), std::move(preset), limits);
  if (const auto found = opened.find_stored(); !found) return std::unexpected(found.error());
  return opened;
}

/// Takes stock of earlier runs. What a crash left half written is removed.
rates::Result<void> RecorderFolder::find_stored() {
  std::map<std::string, Stored> found;
  std::map<std::string, fs::path> bodies;
  std::error_code failed;
  std::error_code ignored;  // a file that is gone meanwhile is none
  for (auto at = fs::directory_iterator(folder_, failed); !failed && at != fs::directory_iterator();
       at.increment(failed)) {
    const auto& path = at->path();
    const auto suffix = path.extension();
    const auto name = path.stem().string();
    if (suffix == ".new" && recording_time(path.stem().stem().string())) {
      fs::remove(path, ignored);
      continue;
    }
    const auto time = recording_time(name);
    if (!time) continue;
    if (suffix == ".body") bodies.emplace(name, path);
    if (suffix != ".json" && suffix != ".frames") continue;
    auto& stored = found.try_emplace(name, Stored{.name = name, .at = *time}).first->second;
    stored.bytes += on_disk(fs::file_size(path, ignored));
    if (suffix == ".frames") stored.has_body = true;
  }
  if (failed) {
    return fail(Errc::storage, fmt::format("{}: {}", folder_.string(), failed.message()));
  }
  for (const auto& [name, path] : bodies) {
    const auto owner = found.find(name);
    if (owner == found.end()) {
      fs::remove(path, ignored);
      continue;
    }
    owner->second.has_body = true;
    owner->second.bytes += on_disk(fs::file_size(path, ignored));
  }
  for (auto& [name, stored] : found) add(std::move(stored));
  return {};
}

fs::path RecorderFolder::file(const std::string& name, const char* suffix) const {
  return folder_ / (name + suffix);
}

/// Answers of one millisecond are put a millisecond apart: names are what sorts them.
std::string RecorderFolder::free_name(rates::Timestamp at) const {
  std::error_code unknown;  // then writing it will say why
  const auto taken = [&](const std::string& name) {
    return fs::exists(file(name, ".json"), unknown) || fs::exists(file(name, ".frames"), unknown);
  };
  auto name = recording_name(at);
  while (taken(name)) name = recording_name(at += std::chrono::milliseconds(1));
  return name;
}

rates::Result<std::optional<std::string>> RecorderFolder::keep(const ReceivedAnswer& answer) {
  auto kept = answer.status == 0 ? keep_frame(answer) : keep_answer(answer);
  remove_excess(answer.at);
  return kept;
}

rates::Result<std::optional<std::string>> RecorderFolder::keep_answer(
    const ReceivedAnswer& answer) {
  if (on_disk(answer.body.size()) + block > limits_.max_bytes) {
    return fail(Errc::too_large, fmt::format("expected at most {} bytes, got an answer of {}",
                                             limits_.max_bytes, answer.body.size()));
  }
  RecordedAnswer entry{.at = answer.at,
                       .preset = preset_,
                       .url = answer.url,
                       .status = answer.status,
                       .headers = answer.headers,
                       .sha256 = net::sha256_hex(answer.body),
                       .bytes = answer.body.size(),
                       .same_as = {}};
  Stored stored{.name = free_name(answer.at), .at = answer.at};
  if (!answer.body.empty()) {
    if (!body_name_.empty() && body_sha256_ == entry.sha256) {
      entry.same_as = body_name_;
    } else {
      const auto written = write_whole(file(stored.name, ".body"), answer.body);
      if (!written) return std::unexpected(written.error());
      stored.has_body = true;
      stored.bytes += on_disk(answer.body.size());
      body_name_ = stored.name;
      body_sha256_ = entry.sha256;
    }
  }
  const auto text = entry_text(entry);
  const auto written = write_whole(file(stored.name, ".json"), text);
  if (!written) {
    body_name_.clear();
    return std::unexpected(written.error());
  }
  stored.bytes += on_disk(text.size());
  const auto name = stored.name;
  const bool is_new = entry.same_as.empty();
  add(std::move(stored));
  return is_new ? std::optional(name) : std::nullopt;
}

rates::Result<std::optional<std::string>> RecorderFolder::keep_frame(const ReceivedAnswer& frame) {
  const auto line = frame_line({.at = frame.at, .body = frame.body});
  const auto longest = std::min(most_frame_bytes, limits_.max_bytes / 4);
  std::optional<std::string> begun;
  if (!frames_ || hour_of(frames_->since) != hour_of(frame.at) || frames_->size > longest) {
    auto name = begin_frames(frame.at);
    if (!name) return std::unexpected(std::move(name.error()));
    begun = *std::move(name);
  }
  frames_->out.write(line.data(), static_cast<std::streamsize>(line.size()));
  if (frame.at - frames_->flushed >= flush_interval || frame.at < frames_->flushed) {
    frames_->out.flush();
    frames_->flushed = frame.at;
  }
  if (!frames_->out) {
    drop_frames();
    return fail(Errc::storage, fmt::format("{}: a frame cannot be written", folder_.string()));
  }
  const auto before = on_disk(frames_->size);
  frames_->size += line.size();
  const auto more = on_disk(frames_->size) - before;
  stored_.back().bytes += more;
  bytes_ += more;
  return begun;
}

rates::Result<std::string> RecorderFolder::begin_frames(rates::Timestamp at) {
  const auto name = free_name(at);
  Frames frames{
      .out = std::ofstream(file(name, ".frames"), std::ios::binary), .since = at, .flushed = at};
  if (!frames.out) {
    return fail(Errc::storage, fmt::format("{}: cannot be written", name));
  }
  frames_ = std::move(frames);
  add({.name = name, .at = at, .has_body = true});
  return name;
}

/// Ends the file of frames after a failed write. What reached the disk stays; a file that nothing
/// reached goes, or a full disk would be given another empty one by every frame.
void RecorderFolder::drop_frames() {
  frames_.reset();
  auto& stored = stored_.back();
  const auto path = file(stored.name, ".frames");
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  bytes_ -= stored.bytes;
  if (failed || size == 0) {
    fs::remove(path, failed);
    stored_.pop_back();
    return;
  }
  stored.bytes = on_disk(size);
  bytes_ += stored.bytes;
}

void RecorderFolder::add(Stored stored) {
  bytes_ += stored.bytes;
  stored_.push_back(std::move(stored));
}

void RecorderFolder::remove_excess(rates::Timestamp now) {
  while (stored_.size() > 1 &&
         (bytes_ > limits_.max_bytes || now - stored_.front().at > limits_.max_age)) {
    remove_oldest();
  }
}

/// The next answer, when it shares the body of the oldest, inherits it.
void RecorderFolder::remove_oldest() {
  const auto oldest = std::move(stored_.front());
  stored_.pop_front();
  bytes_ -= oldest.bytes;
  std::error_code ignored;  // what cannot be removed now is found at the next start
  auto& next = stored_.front();
  const auto body = file(oldest.name, ".body");
  if (oldest.has_body && !next.has_body && fs::exists(body, ignored)) {
    const auto size = on_disk(fs::file_size(body, ignored));
    fs::rename(body, file(next.name, ".body"), ignored);
    next.has_body = true;
    next.bytes += size;
    bytes_ += size;
    if (body_name_ == oldest.name) body_name_ = next.name;
  } else if (body_name_ == oldest.name) {
    body_name_.clear();
  }
  for (const auto* suffix : {".json", ".body", ".frames"}) {
    fs::remove(file(oldest.name, suffix), ignored);
  }
}

}  // namespace tickerd::feeds
