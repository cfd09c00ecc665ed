#pragma once

#include <optional>
#include <string>

#include "http/admission.hpp"
#include "http/channel.hpp"
#include "http/connection_table.hpp"
#include "http/counters.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/socket.hpp"
#include "http/tls_context.hpp"
#include "net/asio.hpp"

namespace tickerd::http {

/// A connection whose answer continues as a stream.
struct Handover {
  Continues kind = Continues::as_body;
  bool deflated = false;  ///< agreed on compressed messages
  Request request;
  std::string head;         ///< of the answer: goes out before all else
  std::string early;        ///< what came behind the request
  access::GrantPtr grant;   ///< what the token of the request lets its sender do; null: none
  AddressPlace place = {};  ///< of the client that a proxy speaks for
};

/// Answers the requests of a listener's connections. Called on its thread.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  /// The answer to a sound request. HEAD is asked as it came; the connection leaves the body out.
  virtual net::asio::awaitable<Response> answer(Request request) = 0;
  /// Takes over a connection whose answer continues as a stream.
  virtual void stream(Channel channel, Seat seat, const Handover& handover);
  /// Answers say `Connection: close` from now on.
  virtual bool draining() const = 0;
};

/// What a connection needs; all that is referred to outlives the connection.
struct ConnectionContext {
  RequestHandler& handler;
  ConnectionTable& table;
  Counters& counters;
  LimitsPtr limits;   ///< as they were when it came: they hold to its end
  TlsContextPtr tls;  ///< null: in the clear
  Admission& admission;
  boost::asio::ip::address peer;  ///< who connected
};

/// One connection's life: TLS where it is asked for, HTTP/1.1 requests one after the other
/// (RFC 9112), and the stream that one of them may turn it into. Ends when either side is done, a
/// limit is hit, cancelled, or when the handler has taken over.
net::asio::awaitable<void> serve_connection(Socket socket, Seat seat, ConnectionContext context);

/// Says `answer` at once, unasked, and ends.
net::asio::awaitable<void> refuse_connection(Socket socket, ConnectionContext context,
                                             Response answer);

}  // namespace tickerd::http
