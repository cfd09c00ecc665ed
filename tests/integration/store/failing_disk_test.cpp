#include <atomic>
#include <chrono>
#include <csignal>
#include <errno.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "integration/store/full_disk.hpp"
#include "integration/store/samples.hpp"
#include "support/temporary_folder.hpp"

namespace {

std::atomic<int> flushes = 0;

}  // namespace

// Stands in front of the C library's, so that a test can see SQLite flush.
extern "C" int fdatasync(int descriptor) {
  ++flushes;
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace tickerd::store {
namespace {

using rates::Close;
using test::close;
using test::described;
using test::FullDisk;
using test::published;
using test::rate;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using tickerd::test::TemporaryFolder;

/// While it lives, files of this process cannot grow beyond `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int);
};

/// Access rights do not hold root back: for a while, be nobody.
class PlainUser {
 public:
  explicit PlainUser(const std::filesystem::path& owns) : root_(::geteuid() == 0) {
    if (!root_) return;
    for (const auto& below : std::filesystem::recursive_directory_iterator(owns)) {
      EXPECT_EQ(::chown(below.path().c_str(), nobody, nobody), 0);
    }
    EXPECT_EQ(::chown(owns.c_str(), nobody, nobody), 0);
    EXPECT_EQ(::seteuid(nobody), 0);
  }
  PlainUser(const PlainUser&) = delete;
  PlainUser& operator=(const PlainUser&) = delete;
  ~PlainUser() {
    if (root_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
  }

 private:
  static constexpr uid_t nobody = 65534;
  bool root_;
};

/// Remembers the events that were logged.
class EventLog final : public rates::Log {
 public:
  void write(Level, std::string_view event, std::string_view) override {
    events.emplace_back(event);
  }
  std::vector<std::string> events;
};

TEST(FailingDisk, EveryReturnedBatchWasFlushed) {
  const TemporaryFolder folder;
  const auto log = test::open(folder.path());
  for (int batch = 0; batch < 5; ++batch) {
    const int before = flushes;
    (void)log->append({rate("TJS/USD", "0.1")}, {}, published);  // the flush is at issue
    EXPECT_GT(flushes, before);
  }
}

TEST(FailingDisk, PublishingGoesOnUnderAVolatileEpochAndComesBack) {
  const TemporaryFolder folder;
  EventLog events;
  const rates::SystemClock clock;
  const auto log = test::sure(LocalLog::open(folder.path(), clock, events));
  const auto durable = log->append({rate("KGS/USD", "0.0114")}, {}, published);

  rates::BatchPtr first;
  rates::BatchPtr second;
  {
    const FullDisk full;
    first = log->append({rate("TJS/USD", "0.107")},
                        std::vector{close("nbt", "USD/TJS", "9.3", "2026-05-18")}, published);
    second = log->append({rate("TJS/USD", "0.108"), rate("KZT/USD", "0.0019")}, {}, published);
    EXPECT_THAT(log->degraded(),
                AllOf(HasSubstr((folder.path() / "tickerd.sqlite").string()), HasSubstr("full")));
    EXPECT_FALSE(log->keep(std::vector{close("cbu", "USD/UZS", "12194", "2026-05-18")}));
  }
  EXPECT_NE(first->epoch, durable->epoch);
  EXPECT_EQ(second->epoch, first->epoch);
  EXPECT_EQ(first->seq, 2U);
  EXPECT_EQ(second->seq, 3U);
  EXPECT_EQ(second->rates.size(), 2U);

  const auto after = log->append({rate("UZS/USD", "0.000082")}, {}, published);
  EXPECT_EQ(after->epoch, durable->epoch);
  EXPECT_EQ(after->seq, 4U) << "numbers of the volatile epoch are not used again";
  EXPECT_EQ(log->degraded(), "");
  EXPECT_THAT(events.events, ElementsAre("store_created", "store_failed", "store_recovered"));

  const auto kept = test::sure(log->recover());
  EXPECT_EQ(kept.position, (rates::Position{durable->epoch, 4}));
  EXPECT_THAT(described(kept.rates), ElementsAre(described({rate("KGS/USD", "0.0114"), 1}),
                                                 described({rate("KZT/USD", "0.0019"), 3}),
                                                 described({rate("TJS/USD", "0.108"), 3}),
                                                 described({rate("UZS/USD", "0.000082"), 4})));
  EXPECT_THAT(kept.closes, ElementsAre(close("cbu", "USD/UZS", "12194", "2026-05-18"),
                                       close("nbt", "USD/TJS", "9.3", "2026-05-18")));
}

TEST(FailingDisk, EachRunOfFailuresHasItsOwnEpoch) {
  const TemporaryFolder folder;
  const auto log = test::open(folder.path());
  const auto failing_epoch = [&] {
    const FullDisk full;
    return log->append({rate("TJS/USD", "0.107")}, {}, published)->epoch;
  };
  const auto first = failing_epoch();
  const auto between = log->append({rate("TJS/USD", "0.108")}, {}, published)->epoch;
  const auto second = failing_epoch();
  EXPECT_NE(first, between);
  EXPECT_NE(second, between);
  EXPECT_NE(second, first);
}

TEST(FailingDisk, RestartAfterFailuresContinuesFromTheLastDurableBatch) {
  const TemporaryFolder folder;
  rates::BatchPtr durable;
  {
    const auto log = test::open(folder.path());
    durable = log->append({rate("KGS/USD", "0.0114")}, {}, published);
    const FullDisk full;
    EXPECT_NE(log->append({rate("KGS/USD", "0.0115")}, {}, published)->epoch, durable->epoch);
  }
  const auto kept = test::sure(test::open(folder.path())->recover());
  EXPECT_EQ(kept.position, (rates::Position{durable->epoch, 1}));
  EXPECT_THAT(described(kept.rates), ElementsAre(described({rate("KGS/USD", "0.0114"), 1})));
}

TEST(FailingDisk, FileThatMayNotGrowIsSurvivedToo) {
  const TemporaryFolder folder;
  const auto log = test::open(folder.path());
  const auto durable = log->append({rate("TJS/USD", "0.1")}, {}, published)->epoch;
  std::string epoch = durable;
  {
    const FileSizeLimit limit(std::filesystem::file_size(folder.path() / "tickerd.sqlite-wal"));
    for (int batch = 0; batch < 10; ++batch) {
      epoch = log->append({rate("TJS/USD", "0.1")}, {}, published)->epoch;
    }
    EXPECT_NE(epoch, durable);
    EXPECT_THAT(log->degraded(), HasSubstr("tickerd.sqlite"));
  }
  const auto after = log->append({rate("TJS/USD", "0.1")}, {}, published);
  EXPECT_EQ(after->epoch, durable);
  EXPECT_EQ(after->seq, 12U);
}

/// Appends until the store is open, which is tried once a second; the first durable batch.
rates::BatchPtr append_until_durable(LocalLog& log) {
  for (;;) {
    auto batch = log.append({rate("KGS/USD", "0.2")}, {}, published);
    if (log.degraded().empty()) return batch;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

TEST(FailingDisk, FolderThatCannotBeWrittenIsTakenWhenItCan) {
  const TemporaryFolder folder;
  std::unique_ptr<LocalLog> log;
  std::string epoch;
  {
    const PlainUser user(folder.path());
    ASSERT_EQ(::chmod(folder.path().c_str(), 0500), 0);
    log = test::open(folder.path());
    EXPECT_THAT(log->degraded(),
                AllOf(HasSubstr(folder.path().string()), HasSubstr("Permission denied")));
    epoch = test::sure(log->recover()).position.epoch;
    const auto batch = log->append({rate("TJS/USD", "0.1")}, {}, published);
    EXPECT_EQ(batch->epoch, epoch);
    EXPECT_EQ(batch->seq, 1U);
    ::chmod(folder.path().c_str(), 0700);
  }
  const auto durable = append_until_durable(*log);
  EXPECT_NE(durable->epoch, epoch);
  log.reset();
  const auto recovered = test::sure(test::open(folder.path())->recover());
  EXPECT_EQ(recovered.position.epoch, durable->epoch);
  EXPECT_EQ(recovered.position.seq, durable->seq);
  EXPECT_EQ(recovered.rates.size(), 2U) << "what waited is kept too";
}

TEST(FailingDisk, StoreThatIsOpenedLateGoesOnBehindAllItGaveOut) {
  const TemporaryFolder folder;
  std::string epoch;
  {
    const auto log = test::open(folder.path());
    for (int batch = 0; batch < 9; ++batch) {
      epoch = log->append({rate("TJS/USD", "0.1")}, {}, published)->epoch;
    }
  }
  const auto file = folder.path() / "tickerd.sqlite";
  std::unique_ptr<LocalLog> log;
  {
    const PlainUser user(folder.path());
    ASSERT_EQ(::chmod(file.c_str(), 0444), 0);
    log = test::open(folder.path());
    EXPECT_THAT(log->degraded(), AllOf(HasSubstr(file.string()), HasSubstr("read-only")));
    EXPECT_NE(log->append({rate("UZS/USD", "0.3")}, {}, published)->epoch, epoch);
    ::chmod(file.c_str(), 0644);
  }
  const auto durable = append_until_durable(*log);
  EXPECT_EQ(durable->epoch, epoch);
  EXPECT_GT(durable->seq, 9U);
  log.reset();
  for (const auto& known : test::sure(test::open(folder.path())->recover()).rates) {
    // Who resumes from seq 9 must get what came meanwhile.
    const bool is_old = known.rate.pair == test::pair("TJS/USD");
    EXPECT_TRUE(is_old || known.seq > 9) << known.rate.pair.text();
  }
}

TEST(FailingDisk, FolderThatIsAFileIsNamedAtOpen) {
  const TemporaryFolder folder;
  const auto file = folder.write("data", "not a folder");
  EXPECT_THAT(test::open_error(file), HasSubstr(file.string()));
}

}  // namespace
}  // namespace tickerd::store
