// base/body: bodies in memory and in spool files.

#include "base/body.hpp"

#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/folder.hpp"

namespace base {
namespace {

std::string collected(Spool& spool, std::size_t count, std::string_view piece) {
  std::string expected;
  for (std::size_t i = 0; i < count; ++i) {
    spool.add(piece);
    expected += piece;
  }
  return expected;
}

TEST(BodyTest, CopiesShareTheirOctets) {
  Body first(std::string(100, 'x'));
  const Body second = first;
  EXPECT_EQ(first.view().data(), second.view().data());
  first = Body();
  EXPECT_EQ(second.view(), std::string(100, 'x'));
  EXPECT_EQ(first.size(), 0U);
}

TEST(BodyTest, KeepsAShortStringWhenItMoves) {
  Body first("short");
  const Body second = std::move(first);
  EXPECT_EQ(second.view(), "short");
}

TEST(BodyTest, MapsAFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "body";
  write_file(path, "octets of a file");
  const auto body = Body::of_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), 6);
  std::filesystem::remove(path);
  EXPECT_EQ(body.view(), "octets");
  EXPECT_THROW(Body::of_file(-1, 6), std::system_error);
}

TEST(BodyTest, HashesItsOctetsOnceForAllCopies) {
  const TemporaryFolder folder;
  write_file(folder.path() / "body", "octets of a file");
  const Body first(std::string("octets"));
  const std::vector<Body> copies{first};
  EXPECT_EQ(first.sha256(), sha256("octets"));
  EXPECT_EQ(&first.sha256(), &copies[0].sha256());
  EXPECT_EQ(Body::of_file(::open((folder.path() / "body").c_str(), O_RDONLY | O_CLOEXEC), 6).sha256(),
            sha256("octets"));
  EXPECT_EQ(Body().sha256(), sha256(""));
}

TEST(BodyTest, RefusesAFileThatIsTooShort) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "body";
  write_file(path, "octets");
  EXPECT_THROW(Body::of_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), 7), std::system_error);
}

TEST(SpoolTest, StaysInMemoryWhileSmall) {
  Spool spool("/nowhere");
  const auto expected = collected(spool, 3, "abc");
  EXPECT_EQ(spool.size(), 9U);
  EXPECT_EQ(spool.finish().view(), expected);
  EXPECT_EQ(spool.size(), 0U);
  EXPECT_EQ(spool.finish().view(), "");
}

TEST(SpoolTest, GoesToAFileThatNobodyElseSees) {
  const TemporaryFolder folder;
  Spool spool(folder.path());
  const auto expected = collected(spool, 700, std::string(4999, 'a') + "b");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  const auto body = spool.finish();
  EXPECT_EQ(body.size(), expected.size());
  EXPECT_TRUE(body.view() == expected);
}

TEST(SpoolTest, TakesAPieceThatIsLargerThanItsMemory) {
  const TemporaryFolder folder;
  Spool spool(folder.path());
  spool.add("head ");
  spool.add(std::string(Spool::memory_limit + 1, 'm'));
  spool.add(" tail");
  const auto body = spool.finish();
  EXPECT_EQ(body.size(), Spool::memory_limit + 11);
  EXPECT_TRUE(body.view().starts_with("head mmm"));
  EXPECT_TRUE(body.view().ends_with("mmm tail"));
}

TEST(SpoolTest, ThrowsWhenThereIsNoPlaceForTheFile) {
  Spool spool("/nowhere");
  spool.add(std::string(Spool::memory_limit, 'x'));
  EXPECT_THROW(spool.add("y"), std::system_error);
}

}  // namespace
}  // namespace base
