#include "support/echo_server/echo_session.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace tickerd::test {
namespace {

using stream::FrameReader;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

/// The first byte of a text frame is the only one that is another in a binary one.
stream::FramePtr binary_frame(std::string_view bytes) {
  auto frame = *stream::text_frame(bytes);
  frame.front() = static_cast<char>(0x82);
  return std::make_shared<const stream::Frame>(std::move(frame));
}

}  // namespace

EchoSession::EchoSession(http::Channel channel, http::Seat seat,
                         const http::SessionContext& context)
    : Session(std::move(channel), std::move(seat), context.counters.websockets, context) {}

void EchoSession::greet(const http::Handover& handover) {
  if (handover.deflated) reader_.accept_deflated();
}

void EchoSession::take(std::string_view bytes) {
  while (state() == State::open || state() == State::said_close) {
    if (writer().busy()) {
      unread_ = bytes;
      waits_ = true;
      pause();
      return;
    }
    auto event = reader_.read(bytes);
    if (!event) return;
    answer(*std::move(event));
  }
}

void EchoSession::drained() {
  if (!std::exchange(waits_, false)) return;
  const auto rest = std::exchange(unread_, {});
  resume(rest);
}

void EchoSession::answer(FrameReader::Event event) {
  std::visit(
      Overloaded{
          [&](const FrameReader::Text& message) {
            writer().push(stream::text_frame(message.text));
          },
          [&](const FrameReader::Binary& message) { writer().push(binary_frame(message.bytes)); },
          [&](const FrameReader::Ping& ping) { writer().push(stream::pong_frame(ping.payload)); },
          [](const FrameReader::Pong&) {},
          [&](const FrameReader::Close& closing) {
            writer().push(
                closing.code ? stream::close_frame(stream::CloseCode{*closing.code}, closing.reason)
                             : stream::empty_close_frame());
            finish();
          },
          [&](const FrameReader::Failure& failure) {
            close(failure.code, failure.reason);
            finish();
          }},
      event);
}

void EchoSession::sweep(http::Instant now) {
  if (is_overdue(now)) cut();
}

void EchoSession::leave(std::chrono::milliseconds) {
  close(stream::CloseCode::going_away, "the server ends");
}

void EchoSession::close(stream::CloseCode code, std::string_view reason) {
  if (state() != State::open) return;
  writer().push(stream::close_frame(code, reason));
  said_close();
}

}  // namespace tickerd::test
