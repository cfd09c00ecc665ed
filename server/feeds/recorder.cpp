#include "feeds/recorder.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

/// What an answer takes while it waits.
std::size_t size_of(const ReceivedAnswer& answer) {
  constexpr std::size_t overhead = 512;
  std::size_t size = overhead + answer.feed.size() + answer.url.size() + answer.body.size();
  for (const auto& [name, value] : answer.headers) size += name.size() + value.size();
  return size;
}

bool is_folder_name(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && !name.contains('/') && !name.contains('\0');
}

}  // namespace

Recorder::Recorder(std::filesystem::path directory, RecordingLimits limits, rates::Log& log,
                   std::size_t most_waiting)
    : directory_(std::move(directory)), limits_(limits), log_(log), most_waiting_(most_waiting) {}

Recorder::~Recorder() { finish(); }

void Recorder::finish() {
  writer_.join();
  folders_.clear();  // the last frames are flushed
}

rates::Result<void> Recorder::add(const std::string& feed, std::string preset) {
  if (!is_folder_name(feed)) {
    return rates::fail(rates::Errc::bad_argument,
                       fmt::format("feed {}: its name cannot be that of a folder", excerpt(feed)));
  }
  auto folder = RecorderFolder::open(directory_ / feed, std::move(preset), limits_);
  if (!folder) return std::unexpected(std::move(folder.error()));
  folders_.emplace(feed, *std::move(folder));
  return {};
}

void Recorder::keep(const ReceivedAnswer& answer) {
  const auto size = size_of(answer);
  if (waiting_.fetch_add(size) + size > most_waiting_) {
    waiting_.fetch_sub(size);
    dropped_.fetch_add(1);
    if (!is_full_.exchange(true)) {
      log_.warning("recording_dropped",
                   fmt::format("feed={} waiting={}", answer.feed, waiting_.load()));
    }
    return;
  }
  is_full_.store(false);
  boost::asio::post(writer_, [this, answer, size] {
    write(answer);
    waiting_.fetch_sub(size);
  });
}

void Recorder::write(const ReceivedAnswer& answer) {
  const auto found = folders_.find(answer.feed);
  if (found == folders_.end()) return;
  const auto name = found->second.keep(answer);
  if (!name) {
    failed_.fetch_add(1);
    say_failure(answer.feed, name.error());
    return;
  }
  kept_.fetch_add(1);
  failing_.erase(answer.feed);
  if (*name) {
    log_.info("recorded", fmt::format("feed={} name={} status={} bytes={}", answer.feed, **name,
                                      answer.status, answer.body.size()));
  }
}

void Recorder::say_failure(const std::string& feed, const rates::Error& error) {
  const auto [at, is_new] = failing_.try_emplace(feed, error.code);
  if (!is_new && at->second == error.code) return;
  at->second = error.code;
  log_.error("recording_failed",
             fmt::format("feed={} code={} detail={}", feed, rates::to_string(error.code),
                         excerpt(error.detail, 200)));
}

Recorder::Counters Recorder::counters() const noexcept {
  return {.kept = kept_.load(), .dropped = dropped_.load(), .failed = failed_.load()};
}

}  // namespace tickerd::feeds
