#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "feeds/feed.hpp"
#include "net/task_group.hpp"
#include "support/run.hpp"
#include "support/scripted_stream.hpp"
#include "unit/feeds/frames.hpp"

namespace tickerd::test {

/// A streamed feed of a preset at work against a server of the test's, and what came out of it.
class RunningStream {
 public:
  RunningStream(const ScriptedStream& server, std::string_view preset,
                const std::vector<std::string>& pairs)
      : RunningStream(spec_of(server, preset, pairs)) {}
  explicit RunningStream(feeds::StreamedSpec spec)
      : http_(io_.get_executor(), pool_), group_(io_.get_executor()) {
    const auto keep = [this](rates::FeedUpdate update) {
      updates.push_back(std::move(update));
      events.emplace_back("update");
    };
    feeds::FeedContext context{http_, clock, log, keep, 1};
    context.on_silence = [this](bool silent) { events.emplace_back(silent ? "silent" : "heard"); };
    context.on_answer = [this](const feeds::ReceivedAnswer& answer) { answers.push_back(answer); };
    feed_ = feeds::make_feed({"exchange", std::move(spec)}, std::move(context));
    group_.spawn(feed_->run());
  }
  ~RunningStream() {
    group_.cancel();
    run(io_, group_.join());
  }
  RunningStream(const RunningStream&) = delete;
  RunningStream& operator=(const RunningStream&) = delete;

  /// The preset, pointed at the server, with limits that a test can wait for.
  static feeds::StreamedSpec spec_of(const ScriptedStream& server, std::string_view preset,
                                     const std::vector<std::string>& pairs) {
    feeds::StreamedSpec spec{.preset = *feeds::find_preset(preset), .pairs = pairs_of(pairs)};
    const auto query = spec.preset.url.find("/stream?");
    spec.preset.url = server.url(query == std::string::npos ? "/" : spec.preset.url.substr(query));
    spec.preset.timeout = std::chrono::seconds(1);
    spec.publish_interval = std::chrono::milliseconds(20);
    return spec;
  }

  /// Runs until `done` holds; false when it does not within `limit`.
  template <class Done>
  bool until(Done done, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    return run_until(io_, done, limit);
  }
  bool failed(std::uint64_t times = 1) {
    return until([&] {
      std::uint64_t count = 0;
      for (const auto& [code, failures] : health().failures) count += failures;
      return count >= times;
    });
  }

  const feeds::FeedHealth& health() const { return feed_->health(); }
  std::string error() const { return health().last_error ? health().last_error->detail : "none"; }
  /// "BTC/USD 84737.58" of every quote that was handed on.
  std::vector<std::string> quotes() const {
    std::vector<std::string> said;
    for (const auto& update : updates) {
      for (const auto& quote : update.quotes) {
        said.push_back(quote.pair.text() + " " + quote.value.exact());
      }
    }
    return said;
  }
  std::vector<std::string> states() const {
    std::vector<std::string> said;
    for (const auto& [at, state] : health().connection_log) said.push_back(state);
    return said;
  }

  rates::ManualClock clock{after_all()};
  std::vector<rates::FeedUpdate> updates;
  std::vector<std::string> events;  ///< "update", "silent", "heard", as they came
  std::vector<feeds::ReceivedAnswer> answers;

  /// Keeps what is said.
  class Lines final : public rates::Log {
   public:
    void write(Level, std::string_view event, std::string_view detail) override {
      lines.push_back(std::string(event) + " " + std::string(detail));
    }
    std::vector<std::string> lines;
  };
  Lines log;

 private:
  asio::io_context io_{1};
  asio::thread_pool pool_{1};
  net::HttpClient http_;
  net::TaskGroup group_;
  std::unique_ptr<feeds::Feed> feed_;
};

/// A ticker frame of Kraken's shape.
inline std::string kraken_ticker(std::string_view pair, std::string_view last, int second = 10) {
  return std::string(R"({"channel":"ticker","type":"update","data":[{"symbol":")")
      .append(pair)
      .append(R"(","last":)")
      .append(last)
      .append(R"(,"timestamp":"2026-10-03T20:58:)")
      .append(std::to_string(second))
      .append(R"(Z"}]})");
}

inline std::string kraken_accepts(std::string_view pair) {
  return std::string(R"({"method":"subscribe","result":{"channel":"ticker","symbol":")")
      .append(pair)
      .append(R"("},"success":true})");
}

inline std::string kraken_refuses(std::string_view pair) {
  return std::string(R"({"error":"Currency pair not supported","success":false,"symbol":")")
      .append(pair)
      .append(R"("})");
}

}  // namespace tickerd::test
