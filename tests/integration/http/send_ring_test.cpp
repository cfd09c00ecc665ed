#include "http/send_ring.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "integration/http/client.hpp"
#include "integration/http/node.hpp"

namespace tickerd::http {
namespace {

/// Two ends of a stream.
class Ends {
 public:
  Ends() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  ~Ends() {
    ::close(ends_[0]);
    if (ends_[1] >= 0) ::close(ends_[1]);
  }

  int ours() const { return ends_[0]; }
  void close_theirs() { ::close(std::exchange(ends_[1], -1)); }
  std::string read() const {
    std::string all;
    std::array<char, 64 * 1024> bytes{};
    for (;;) {
      const auto size = ::recv(ends_[1], bytes.data(), bytes.size(), 0);
      if (size <= 0) return all;
      all.append(bytes.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// Writes down what did not go out.
class Sender final : public SendRing::Sender {
 public:
  void on_unsent(const stream::FramePtr& frame, std::size_t sent, int error) override {
    unsent.push_back({frame, sent, error});
  }
  struct Unsent {
    stream::FramePtr frame;
    std::size_t sent;
    int error;
  };
  std::vector<Unsent> unsent;
};

stream::FramePtr frame(std::string text) {
  return std::make_shared<const stream::Frame>(std::move(text));
}

/// Whether the kernel makes such a ring for this process.
bool kernel_has_rings() {
  io_uring_params parameters{};
  parameters.flags =
      IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL;
  const auto ring = ::syscall(SYS_io_uring_setup, 1, &parameters);
  if (ring >= 0) ::close(static_cast<int>(ring));
  return ring >= 0;
}

/// Where the kernel has no rings, all there is to see is that none is opened: each test does.
class SendRingTest : public testing::Test {
 protected:
  void SetUp() override {
    ring = SendRing::open(bytes_out);
    ASSERT_EQ(ring != nullptr, kernel_has_rings());
  }
  Counter bytes_out;
  std::unique_ptr<SendRing> ring;
  Sender sender;
};

TEST_F(SendRingTest, SendsAtTheEndOfABatch) {
  if (!ring) return;
  const Ends ends;
  {
    const SendRing::Batch batch(ring.get());
    EXPECT_TRUE(ring->collecting());
    ring->send(ends.ours(), frame("one"), sender);
    EXPECT_EQ(ends.read(), "");
  }
  EXPECT_FALSE(ring->collecting());
  EXPECT_EQ(ends.read(), "one");
  EXPECT_TRUE(sender.unsent.empty());
  EXPECT_EQ(bytes_out.value(), 3u);
}

TEST_F(SendRingTest, TellsWhichFlushAFrameGoesOutWith) {
  if (!ring) return;
  const Ends ends;
  const auto queued_for = ring->next_flush();
  const SendRing::Batch batch(ring.get());
  ring->send(ends.ours(), frame("one"), sender);
  EXPECT_EQ(ring->next_flush(), queued_for);
  ring->flush();
  EXPECT_NE(ring->next_flush(), queued_for);
  EXPECT_EQ(ends.read(), "one");
}

TEST_F(SendRingTest, TakesMoreFramesThanItHasEntries) {
  if (!ring) return;
  std::vector<Ends> all(1000);
  const auto shared = frame("shared");
  {
    const SendRing::Batch batch(ring.get());
    for (const auto& ends : all) ring->send(ends.ours(), shared, sender);
  }
  for (const auto& ends : all) ASSERT_EQ(ends.read(), "shared");
  EXPECT_EQ(shared.use_count(), 1) << "nothing is held after the batch";
  EXPECT_EQ(bytes_out.value(), 6000u);
}

TEST_F(SendRingTest, TellsWhatAFullSocketDidNotTake) {
  if (!ring) return;
  const Ends full;
  const Ends free;
  const auto large = frame(std::string(std::size_t{4} << 20, 'x'));
  Sender other;
  {
    const SendRing::Batch batch(ring.get());
    ring->send(full.ours(), large, sender);
    ring->send(free.ours(), frame("free"), other);
  }
  ASSERT_EQ(sender.unsent.size(), 1u);
  const auto [told, sent, error] = sender.unsent.front();
  EXPECT_EQ(told, large);
  EXPECT_EQ(error, EAGAIN);
  EXPECT_GT(sent, 0u);
  EXPECT_LT(sent, large->size());
  EXPECT_EQ(bytes_out.value(), sent + 4);
  EXPECT_EQ(free.read(), "free") << "others are not held up";
  EXPECT_TRUE(other.unsent.empty());
  {
    const SendRing::Batch batch(ring.get());
    ring->send(full.ours(), frame("more"), sender);
  }
  ASSERT_EQ(sender.unsent.size(), 2u);
  EXPECT_EQ(sender.unsent.back().sent, 0u);
  EXPECT_EQ(full.read(), large->substr(0, sent)) << "nothing is sent later on its own";
}

TEST_F(SendRingTest, TellsThatAPeerIsGone) {
  if (!ring) return;
  Ends ends;
  ends.close_theirs();
  {
    const SendRing::Batch batch(ring.get());
    ring->send(ends.ours(), frame("one"), sender);
    ring->send(-1, frame("two"), sender);
  }
  ASSERT_EQ(sender.unsent.size(), 2u);
  EXPECT_EQ(sender.unsent[0].error, EPIPE);
  EXPECT_EQ(sender.unsent[1].error, EBADF);
}

TEST_F(SendRingTest, IsUsedByAnEdgeOnItsOwnThread) {
  if (!ring) return;
  test::Node node;
  test::Client client(node.port());
  ASSERT_EQ(client.upgrade("/v1/stream"), 101);
  client.read_text();
  client.read_text();
  node.publish("KGS/USD", "0.0115");
  EXPECT_NE(client.read_text(), "");
  EXPECT_TRUE(test::wait_until([](const Counters& c) { return c.delivered.value() == 2; },
                               node.counters()));
  EXPECT_EQ(node.counters().io_uring.value(), 1u);
}

/// Forbids io_uring_setup to this process, as many container runtimes do.
bool forbid_io_uring() {
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{.len = program.size(), .filter = program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST(SendRing, IsNoneWhereTheKernelRefuses) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Counter bytes_out;
    if (!forbid_io_uring()) ::_exit(2);
    ::_exit(SendRing::open(bytes_out) ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace tickerd::http
