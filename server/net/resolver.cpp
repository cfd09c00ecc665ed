#include "net/resolver.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <netdb.h>

#include "net/with_timeout.hpp"

namespace tickerd::net {
namespace {

constexpr auto answer_life = std::chrono::minutes(1);
constexpr std::size_t most_answers = 256;
constexpr std::size_t most_addresses = 8;

/// Shared by a coroutine that waits and a pool thread that looks up; either may be done first.
/// The mutex is what lets the coroutine leave: once `waiting` is null, the thread no longer touches
/// the loop, which may be gone by then.
struct Question {
  std::mutex mutex;
  asio::steady_timer* waiting = nullptr;
  std::optional<Result<Addresses>> answer;  // touched on the loop's thread only
};

void take_answer(const std::shared_ptr<Question>& question, Result<Addresses> answer) {
  const std::scoped_lock lock(question->mutex);
  if (!question->waiting) return;
  question->answer = std::move(answer);
  question->waiting->cancel();
}

void ask(const std::shared_ptr<Question>& question, const LookUp& look_up,
         const std::string& name) {
  auto answer = look_up(name);
  const std::scoped_lock lock(question->mutex);
  if (!question->waiting) return;
  auto arrive = [question, answer = std::move(answer)]() mutable {
    take_answer(question, std::move(answer));
  };
  asio::post(question->waiting->get_executor(), std::move(arrive));
}

/// Ends the wait however the coroutine ends.
class Waiting {
 public:
  Waiting(std::shared_ptr<Question> question, asio::steady_timer& timer)
      : question_(std::move(question)) {
    question_->waiting = &timer;
  }
  ~Waiting() {
    const std::scoped_lock lock(question_->mutex);
    question_->waiting = nullptr;
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  std::shared_ptr<Question> question_;
};

}  // namespace

Result<Addresses> look_up(const std::string& name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int status = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (status != 0) {
    return fail(Errc::unreachable,
                fmt::format("expected an address, got \"{}\"", ::gai_strerror(status)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
  Addresses addresses;
  for (const auto* entry = found; entry; entry = entry->ai_next) {
    asio::ip::tcp::endpoint endpoint;
    if (entry->ai_addrlen > endpoint.capacity()) continue;
    std::copy_n(reinterpret_cast<const char*>(entry->ai_addr), entry->ai_addrlen,
                reinterpret_cast<char*>(endpoint.data()));
    endpoint.resize(entry->ai_addrlen);
    if (std::ranges::find(addresses, endpoint.address()) == addresses.end()) {
      addresses.push_back(endpoint.address());
    }
  }
  return addresses;
}

Resolver::Resolver(asio::thread_pool& pool, LookUp look_up)
    : pool_(pool), look_up_(std::move(look_up)) {}

asio::awaitable<Result<Addresses>> Resolver::resolve(std::string name,
                                                     std::chrono::milliseconds limit) {
  const auto known = answers_.find(name);
  if (known != answers_.end() && std::chrono::steady_clock::now() < known->second.until) {
    co_return known->second.addresses;
  }
  asio::steady_timer timer(co_await asio::this_coro::executor, limit);
  const auto question = std::make_shared<Question>();
  const Waiting waiting(question, timer);
  auto work = [question, look_up = look_up_, name] { ask(question, look_up, name); };
  asio::post(pool_, std::move(work));

  const auto [ec] = co_await timer.async_wait(use_tuple);
  if (!question->answer) {
    if (ec) co_return fail(Errc::cancelled, "cancelled");
    co_return fail(Errc::timeout,
                   fmt::format("expected an address within {}, got none", in_words(limit)));
  }
  auto& answer = *question->answer;
  if (answer && answer->empty()) {
    co_return fail(Errc::unreachable, "expected an address, got an empty list");
  }
  if (answer) {
    if (answer->size() > most_addresses) answer->resize(most_addresses);
    remember(name, *answer);
  }
  co_return std::move(answer);
}

void Resolver::remember(const std::string& name, const Addresses& addresses) {
  if (answers_.size() >= most_answers) answers_.clear();
  const auto until = std::chrono::steady_clock::now() + answer_life;
  answers_.insert_or_assign(name, Answer{.addresses = addresses, .until = until});
}

}  // namespace tickerd::net
