// Mail in files, and the measure of a script over it.

#include "sievetool/messages.hpp"

#include <filesystem>

#include <boost/json.hpp>

#include "base/folder.hpp"
#include "tests/sievetool/fixture.hpp"

namespace sievetool {
namespace {

namespace fs = std::filesystem;

class MessagesTest : public CommandLineTest {
 protected:
  std::string file(const std::string& name, const std::string& content) {
    const auto path = folder.path() / name;
    fs::create_directories(path.parent_path());
    base::write_file(path, content);
    return path.string();
  }
  std::vector<std::string> messages(const fs::path& path) {
    std::vector<std::string> out;
    const auto read = each_message(path, [&](std::string octets) { out.push_back(std::move(octets)); });
    if (!read) out.push_back("error: " + read.error().text);
    return out;
  }
  base::TemporaryFolder folder;
};

TEST_F(MessagesTest, EndsLinesAsTheyTravel) {
  EXPECT_EQ(as_sent("a\n\nb"), "a\r\n\r\nb");
  EXPECT_EQ(as_sent("a\r\n\r\nb\n"), "a\r\n\r\nb\n");
  EXPECT_EQ(as_sent(""), "");
}

TEST_F(MessagesTest, ReadsTheMessagesOfAMaildir) {
  file("cur/1:2,S", "A: 1\n\nx\n");
  file("new/2", "A: 2\n\n");
  file("tmp/3", "A: 3\n\n");
  EXPECT_EQ(messages(folder.path()), (std::vector<std::string>{"A: 1\r\n\r\nx\r\n", "A: 2\r\n\r\n"}));
}

TEST_F(MessagesTest, SplitsAnMbox) {
  const auto path = file("mbox",
                         "From a@b Tue Nov 24 10:00:00 2026\nA: 1\n\nx\nFrom here\n\n"
                         "From a@b Tue Nov 24 10:00:00 2026\nA: 2\n\n>From\n");
  EXPECT_EQ(messages(path),
            (std::vector<std::string>{"A: 1\r\n\r\nx\r\nFrom here\r\n", "A: 2\r\n\r\n>From\r\n"}));
  EXPECT_EQ(messages(file("empty", "")), std::vector<std::string>());
  EXPECT_EQ(messages(file("bare", "From x")), std::vector<std::string>{""});
}

TEST_F(MessagesTest, SaysWhatCannotBeRead) {
  EXPECT_EQ(messages(folder.path()), std::vector{"error: " + folder.path().string() + ": is no Maildir"});
  const auto text = file("text", "Subject: a\n");
  EXPECT_EQ(messages(text), std::vector{"error: " + text + ": is no mbox"});
  EXPECT_EQ(messages(text + "x"), std::vector{"error: " + text + "x: No such file or directory"});
}

TEST_F(MessagesTest, MeasuresAScript) {
  file("cur/1", "Subject: a\n\n");
  file("cur/2", "Subject: b\n\n");
  file("new/3", "Subject: a\n\n");
  const auto script = file("a.sieve", "if header :is \"subject\" \"a\" { redirect \"a@b.example\"; keep; }");
  EXPECT_EQ(call({"bench", "--json", script, folder.path().string()}), 0);
  const auto parsed = boost::json::parse(output);
  EXPECT_EQ(parsed.at("messages"), 3);
  EXPECT_EQ(parsed.at("actions"), 5);
  EXPECT_EQ(parsed.at("errors"), 0);
  EXPECT_GT(parsed.at("messages_per_s").as_double(), 0);
  EXPECT_GE(parsed.at("us_per_message").as_double(), parsed.at("script_us").as_double());
  EXPECT_EQ(call({"bench", script, folder.path().string()}), 0);
  EXPECT_EQ(output.substr(0, 13), "3 messages in");
}

TEST_F(MessagesTest, MeasuresNothingThatIsWrong) {
  file("cur/1", "Subject: a\n\n");
  file("new/2", "Subject: a\n\n");
  const auto path = folder.path().string();
  EXPECT_EQ(call({"bench", file("a.sieve", "kepp;"), path}), exit_data);
  EXPECT_EQ(call({"bench", file("b.sieve", "keep;"), path + "/cur"}), exit_no_input);
  EXPECT_EQ(output, "");
  const auto fails = file("c.sieve", "require \"ihave\"; error \"x\";");
  EXPECT_EQ(call({"bench", fails, path}), 0);
  EXPECT_TRUE(output.ends_with("2 actions; the script failed on 2: x\n")) << output;
}

}  // namespace
}  // namespace sievetool
