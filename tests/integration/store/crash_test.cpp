#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "integration/store/samples.hpp"
#include "store/sqlite.hpp"
#include "support/temporary_folder.hpp"

namespace tickerd::store {
namespace {

using test::close;
using test::rate;
using tickerd::test::TemporaryFolder;

constexpr std::array pairs{"KGS/USD", "KZT/USD", "TJS/USD", "UZS/USD", "TMT/USD"};

/// What the child says of each batch that append() returned. Shorter than PIPE_BUF: written whole.
struct Said {
  std::uint64_t seq;
  std::array<char, 17> epoch;
};

// Each batch moves one pair: batch `seq` sets pair number seq % 5 to the value `seq`.
[[noreturn]] void append_until_killed(const std::filesystem::path& folder, int pipe) {
  const auto log = test::open(folder);
  auto next = test::sure(log->recover()).position.seq + 1;
  for (;; ++next) {
    const auto value = std::to_string(next);
    const auto batch = log->append({rate(pairs.at(next % pairs.size()), value)},
                                   std::vector{close("nbt", "USD/TJS", value, "2026-05-18")},
                                   test::at("2026-05-18T05:02:12Z"));
    Said said{batch->seq, {}};
    std::ranges::copy(batch->epoch, said.epoch.begin());
    if (::write(pipe, &said, sizeof said) != sizeof said) ::_exit(1);
  }
}

std::uint64_t value_of(const rates::SequencedRate& kept) {
  return std::stoull(kept.rate.value.exact());
}

void check_integrity(const std::filesystem::path& file) {
  const auto database = test::sure(Database::open(file));
  EXPECT_EQ(test::sure(database->query_text("PRAGMA integrity_check")), "ok");
}

TEST(Crash, NothingThatWasReturnedIsLostToKillNine) {
  const TemporaryFolder folder;
  const auto epoch = test::sure(test::open(folder.path())->recover()).position.epoch;
  std::mt19937 random(20260518);
  std::uint64_t seen = 0;
  for (int kill = 0; kill < 20; ++kill) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      append_until_killed(folder.path(), pipe[1]);
    }
    ::close(pipe[1]);
    // After the first batch, so that every round appends something, at a random moment.
    Said said{};
    ASSERT_EQ(::read(pipe[0], &said, sizeof said), static_cast<ssize_t>(sizeof said));
    seen = std::max(seen, said.seq);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    while (::read(pipe[0], &said, sizeof said) == static_cast<ssize_t>(sizeof said)) {
      EXPECT_EQ(said.seq, seen + 1) << "numbers follow each other, over kills too";
      EXPECT_STREQ(said.epoch.data(), epoch.c_str());
      seen = said.seq;
    }
    ::close(pipe[0]);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);

    const auto recovered = test::sure(test::open(folder.path())->recover());
    EXPECT_EQ(recovered.position.epoch, epoch);
    // The batch in the air when the kill came may be kept without having been returned.
    ASSERT_GE(recovered.position.seq, seen);
    ASSERT_LE(recovered.position.seq, seen + 1);
    for (const auto& kept : recovered.rates) {
      EXPECT_EQ(value_of(kept), kept.seq) << kept.rate.pair.text();
      EXPECT_GT(kept.seq + pairs.size(), recovered.position.seq) << kept.rate.pair.text();
    }
    ASSERT_EQ(recovered.closes.size(), 1U);
    EXPECT_EQ(recovered.closes.front().quote.value.exact(), std::to_string(recovered.position.seq));
    seen = recovered.position.seq;
    check_integrity(folder.path() / "tickerd.sqlite");
  }
}

TEST(Crash, FolderIsFreeAgainAfterItsOwnerWasKilled) {
  const TemporaryFolder folder;
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const auto child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) append_until_killed(folder.path(), pipe[1]);
  Said said{};
  ASSERT_EQ(::read(pipe[0], &said, sizeof said), static_cast<ssize_t>(sizeof said));
  EXPECT_NE(test::open_error(folder.path()).find("process " + std::to_string(child)),
            std::string::npos);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe[0]);
  ::close(pipe[1]);
  EXPECT_EQ(test::open_error(folder.path()), "opened");
}

}  // namespace
}  // namespace tickerd::store
