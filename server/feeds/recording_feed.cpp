#include "feeds/recording_feed.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "feeds/answer_status.hpp"
#include "feeds/decode.hpp"
#include "net/on_pool.hpp"

namespace tickerd::feeds {
namespace {

using NextAnswer = rates::Result<std::optional<PlayedAnswer>>;

/// Beyond any recording, and far from the end of the clock's range.
constexpr double most_seconds = 1e9;
/// How long frames of a stream are collected at most.
constexpr auto publish_interval = std::chrono::milliseconds(100);

}  // namespace

RecordingFeed::RecordingFeed(std::string name, RecordingSpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      book_(name_, context_.log) {
  if (!spec_.preset.stream) return;
  frames_.emplace(spec_.preset, spec_.pairs);
  conflation_.emplace(spec_.preset, spec_.pairs);
}

RecordingFeed::Opened RecordingFeed::open(const std::filesystem::path& folder) {
  // A path that ends in a slash has an empty last part.
  const auto bare = folder.has_filename() ? folder : folder.parent_path();
  const auto directory = bare.has_parent_path() ? bare.parent_path() : std::filesystem::path(".");
  return {.reader = RecordingReader::open(bare),
          .start = recording_start(directory).value_or(rates::Timestamp{})};
}

net::asio::awaitable<void> RecordingFeed::run() {
  // Before the disk is asked: feeds started together share their beginning.
  began_ = std::chrono::steady_clock::now();
  const auto look = [this] { return open(spec_.directory); };
  auto opened = co_await net::on_pool(disk_, look);
  if (opened.reader) {
    co_await play_all(*opened.reader, opened.start);
  } else {
    book_.attempted(context_.clock.now());
    book_.failed(opened.reader.error());
  }
}

net::asio::awaitable<void> RecordingFeed::play_all(RecordingReader& reader,
                                                   rates::Timestamp start) {
  const auto read_next = [&reader] { return reader.next(); };
  for (;;) {
    const NextAnswer answer = co_await net::on_pool(disk_, read_next);
    if (!answer) {
      book_.attempted(context_.clock.now());
      book_.failed(answer.error());
      continue;
    }
    if (!*answer) break;
    const auto at = due((*answer)->at, start);
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(at - std::chrono::steady_clock::now());
    if (left.count() > 0) {
      book_.next_at(context_.clock.now() + left);
      const bool goes_on = co_await wait_until(at);
      if (!goes_on) co_return;
    }
    play(**answer);
    if (std::chrono::steady_clock::now() - handed_on_ >= publish_interval) hand_on();
  }
  hand_on();
  book_.ended();
  context_.log.info("recording_ended",
                    fmt::format("feed={} answers={}", name_, book_.health().attempts));
}

net::asio::awaitable<bool> RecordingFeed::wait_until(std::chrono::steady_clock::time_point at) {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  const auto hands_on_at = handed_on_ + publish_interval;
  // A short wait is no reason: frames a millisecond apart would each be handed on alone.
  if (conflation_ && !conflation_->empty() && hands_on_at < at) {
    timer.expires_at(hands_on_at);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return false;  // only a cancellation ends this wait early
    hand_on();
  }
  timer.expires_at(at);
  const auto [ec] = co_await timer.async_wait(net::use_tuple);
  co_return !ec;
}

std::chrono::steady_clock::time_point RecordingFeed::due(rates::Timestamp at,
                                                         rates::Timestamp start) const {
  const std::chrono::duration<double> recorded = at - start;
  const std::chrono::duration<double> played(
      std::clamp(recorded.count() / spec_.speed, 0.0, most_seconds));
  return began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(played);
}

void RecordingFeed::play(const PlayedAnswer& answer) {
  const auto now = context_.clock.now();
  book_.attempted(now);
  book_.received(answer.body.size());
  const bool is_same = !answer.sha256.empty() && answer.sha256 == last_read_;
  if (answer.status == 304 || (is_same && is_success(answer.status))) {
    book_.unchanged(now);
  } else if (answer.status != 0 && !is_success(answer.status)) {
    book_.failed(status_error(answer.url, answer.status, answer.body));
  } else {
    read(answer, now);
  }
}

void RecordingFeed::hand_on() {
  if (!conflation_ || conflation_->empty()) return;
  handed_on_ = std::chrono::steady_clock::now();
  context_.on_update({name_, conflation_->hand_over()});
}

void RecordingFeed::read_frame(const PlayedAnswer& answer, rates::Timestamp now) {
  const auto frame = frames_->decode(answer.body, answer.at);
  if (!frame) {
    book_.failed(frame.error());
    return;
  }
  Table said;
  said.problems = (*frame)->problems;
  book_.succeeded(now, said);
  conflation_->take(*frames_, **frame, answer.body, now);
}

void RecordingFeed::read(const PlayedAnswer& answer, rates::Timestamp now) {
  if (frames_) {
    read_frame(answer, now);
    return;
  }
  // Judged by the time of its recording: what was in the future then still is.
  auto table =
      decode(spec_.preset.mapping, answer.body, answer.content_type, answer.at, answer.url);
  if (!table) {
    book_.failed(table.error());
    return;
  }
  last_read_ = answer.sha256;
  for (auto& quote : table->quotes) quote.fetched_at = now;
  book_.succeeded(now, *table);
  if (!table->quotes.empty()) context_.on_update({name_, std::move(table->quotes)});
}

}  // namespace tickerd::feeds
