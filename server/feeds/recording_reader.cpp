#include "feeds/recording_reader.hpp"

#include <algorithm>
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

constexpr std::uintmax_t most_entry_bytes = std::uintmax_t{256} << 10U;
constexpr std::uintmax_t most_body_bytes = std::uintmax_t{8} << 20U;
constexpr std::size_t most_line_bytes = std::size_t{4} << 20U;

/// The names, with their suffix, of the answers in a folder, oldest first.
rates::Result<std::vector<std::string>> answers_in(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code failed;
  for (auto at = fs::directory_iterator(folder, failed); !failed && at != fs::directory_iterator();
       at.increment(failed)) {
    const auto suffix = at->path().extension();
    const bool is_answer = suffix == ".json" || suffix == ".frames";
    if (is_answer && recording_time(at->path().stem().string())) {
      files.push_back(at->path().filename().string());
    }
  }
  if (failed) {
    return fail(Errc::not_found,
                fmt::format("recording {}: {}", folder.filename().string(), failed.message()));
  }
  std::ranges::sort(files);
  return files;
}

std::string stem(const std::string& file) { return file.substr(0, file.find_last_of('.')); }

}  // namespace

rates::Result<RecordingReader> RecordingReader::open(const fs::path& folder) {
  auto files = answers_in(folder);
  if (!files) return std::unexpected(std::move(files.error()));
  if (files->empty()) {
    return fail(Errc::not_found, fmt::format("recording {}: expected answers, found none",
                                             folder.filename().string()));
  }
  return RecordingReader(folder, *std::move(files));
}

rates::Result<std::optional<PlayedAnswer>> RecordingReader::next() {
  for (;;) {
    if (frames_.is_open()) {
      auto frame = read_frame();
      if (!frame || *frame) return frame;
    }
    if (at_ == files_.size()) return std::optional<PlayedAnswer>();
    const auto& file = files_[at_++];
    if (!file.ends_with(".frames")) {
      auto answer = read_answer(file);
      if (!answer) return std::unexpected(std::move(answer.error()));
      return std::optional(*std::move(answer));
    }
    frames_.open(folder_ / file, std::ios::binary);
    frames_name_ = file;
    line_ = 0;
    if (!frames_.is_open()) return fail(Errc::storage, fmt::format("{}: cannot be read", file));
  }
}

rates::Result<PlayedAnswer> RecordingReader::read_answer(const std::string& file) {
  const auto name = stem(file);
  std::error_code unknown;  // then it has none
  if (fs::exists(folder_ / (name + ".body"), unknown)) body_name_ = name;
  const auto text = read_whole(folder_ / file, most_entry_bytes);
  if (!text) return std::unexpected(text.error());
  auto entry = parse_entry(*text);
  if (!entry) {
    return fail(entry.error().code, fmt::format("{}: {}", file, entry.error().detail));
  }
  auto body = read_body(name, *entry);
  if (!body) return std::unexpected(std::move(body.error()));
  return PlayedAnswer{.at = entry->at,
                      .status = entry->status,
                      .url = std::move(entry->url),
                      .content_type = std::string(entry->header("Content-Type")),
                      .sha256 = std::move(entry->sha256),
                      .body = *std::move(body)};
}

/// Its own, or that of the last answer before it that has one.
rates::Result<std::string> RecordingReader::read_body(const std::string& name,
                                                      const RecordedAnswer& entry) {
  if (entry.bytes == 0) return std::string();
  const auto file = (entry.same_as.empty() ? name : body_name_) + ".body";
  auto body = read_whole(folder_ / file, most_body_bytes);
  if (!body) return body;
  if (body->size() != entry.bytes || net::sha256_hex(*body) != entry.sha256) {
    return fail(Errc::bad_document,
                fmt::format("{}: expected the {} bytes that {}.json says, got {} others", file,
                            entry.bytes, name, body->size()));
  }
  return body;
}

rates::Result<std::optional<PlayedAnswer>> RecordingReader::read_frame() {
  std::string line;
  ++line_;
  if (!std::getline(frames_, line)) {
    frames_ = std::ifstream();
    return std::optional<PlayedAnswer>();
  }
  auto frame = line.size() > most_line_bytes
                   ? fail(Errc::too_large, fmt::format("expected at most {} bytes, got {}",
                                                       most_line_bytes, line.size()))
                   : parse_frame(line);
  if (!frame) {
    return fail(frame.error().code,
                fmt::format("{} line {}: {}", frames_name_, line_, frame.error().detail));
  }
  return std::optional(PlayedAnswer{.at = frame->at,
                                    .status = 0,
                                    .url = {},
                                    .content_type = {},
                                    .sha256 = {},
                                    .body = std::move(frame->body)});
}

std::optional<rates::Timestamp> recording_start(const fs::path& directory) {
  std::optional<rates::Timestamp> start;
  std::error_code failed;
  for (auto at = fs::directory_iterator(directory, failed);
       !failed && at != fs::directory_iterator(); at.increment(failed)) {
    std::error_code unknown;
    if (!at->is_directory(unknown)) continue;
    const auto files = answers_in(at->path());
    if (!files || files->empty()) continue;
    const auto first = recording_time(stem(files->front()));
    if (!start || *first < *start) start = first;
  }
  return start;
}

}  // namespace tickerd::feeds
