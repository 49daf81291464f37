// Parts of messages (RFC 5703): what a test file cannot show. Messages that were made to break something, the
// limits, and the exact octets of what is replaced and enclosed.

#include "mail/mime.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

constexpr std::string_view all =
    "require [\"foreverypart\", \"mime\", \"extracttext\", \"replace\", \"enclose\", \"editheader\", "
    "\"variables\", \"fileinto\", \"copy\", \"relational\", \"comparator-i;ascii-numeric\"];\n";

class PartsTest : public SieveTest {
 protected:
  void limit(Limits limits) {
    engine = Engine(Engine::Settings{.limits = std::move(limits), .disabled = {}, .disabled_methods = {}});
  }
  Outcome run_with_all(std::string_view commands) { return run(std::string(all) + std::string(commands)); }
  /// What is kept, or the error.
  std::string kept(std::string_view commands) {
    const auto outcome = run_with_all(commands);
    if (outcome.error) return "error: " + outcome.error->text;
    const auto& keep = std::get<Keep>(outcome.actions.back());
    return keep.message == nullptr ? "as it came" : std::string(keep.message->octets());
  }
  /// One x for each part at which a loop stands.
  std::string visited() {
    const auto outcome =
        run_with_all("set \"n\" \"\"; foreverypart { set \"n\" \"${n}x\"; } fileinto \"${n}\";");
    return outcome.error ? outcome.error->text : std::get<FileInto>(outcome.actions.at(0)).mailbox;
  }
  /// A multipart in a multipart, and so on.
  static std::string nested(int depth) {
    std::string out;
    for (int i = 0; i < depth; ++i)
      out += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
             std::to_string(i) + "\r\n";
    return out + "\r\ninnermost\r\n";
  }
  static std::string many(int parts) {
    std::string out = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < parts; ++i) out += "--b\r\nX: y\r\n\r\nz\r\n";
    return out + "--b--\r\n";
  }
  static constexpr const char* two_parts =
      "Subject: two\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nX: 1\r\n\r\none\r\n--b\r\nX: 2\r\n\r\ntwo\r\n--b--\r\n";
};

TEST_F(PartsTest, ALoopEndsInAThousandMultipartsWithinEachOther) {
  message = nested(1000);
  EXPECT_EQ(visited().size(), mail::MimeLimits().depth + 1);
  const auto outcome = run_with_all(
      "foreverypart { foreverypart { foreverypart { if header :mime :anychild \"x\" \"y\" { keep; } } } }");
  EXPECT_TRUE(!outcome.error || outcome.error->text.find("parts") != std::string::npos);
}

TEST_F(PartsTest, ALoopOverTenThousandPartsIsOneOverAThousand) {
  message = many(10'000);
  EXPECT_EQ(visited().size(), mail::MimeLimits().parts);
}

TEST_F(PartsTest, LoopsWithinLoopsHaveALimit) {
  message = nested(40);
  limit({.parts = 200});
  EXPECT_EQ(visited().size(), 41U);  // one loop alone never meets it
  EXPECT_EQ(kept("foreverypart { foreverypart { } }"), "error: foreverypart: more than 200 parts in one run");
}

TEST_F(PartsTest, EachLookAtAHeaderIsPaid) {
  message = "X: " + std::string(200'000, 'x') + "\r\n" + two_parts;
  limit({.steps = 2000});
  EXPECT_EQ(kept("foreverypart { if header :mime \"y\" \"z\" { keep; } }"),
            "error: the script needs more than 2000 steps for this message");
  EXPECT_EQ(kept("foreverypart { foreverypart { foreverypart { } } }"), "as it came");
}

TEST_F(PartsTest, EachTextThatIsExtractedIsPaid) {
  message = "Subject: x\r\n\r\n" + std::string(1 << 20, 'x');
  limit({.steps = 10'000});
  EXPECT_EQ(kept("foreverypart { extracttext :first 1 \"x\"; }"),
            "error: the script needs more than 10000 steps for this message");
}

TEST_F(PartsTest, TextOutOfHtmlCostsMoreThanPlain) {
  const auto steps = [&](const std::string& type) {
    message = "Content-Type: text/" + type + "\r\n\r\n" + std::string(1 << 16, 'x');
    return run_with_all("foreverypart { extracttext :first 1 \"x\"; }").steps;
  };
  EXPECT_GT(steps("html"), 4 * steps("plain"));
}

TEST_F(PartsTest, OfALargePartTheBeginningIsRead) {
  limit({.part_octets = 1000});
  message = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  for (int i = 0; i < 50; ++i) message += "w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8\r\n";  // 15 times U+00FC
  const auto outcome = run_with_all("foreverypart { extracttext :length \"n\"; } fileinto \"${n}\";");
  ASSERT_FALSE(outcome.error) << outcome.error->text;
  EXPECT_EQ(std::get<FileInto>(outcome.actions.at(0)).mailbox, "345");
}

TEST_F(PartsTest, ALargePartIsCutBetweenCharactersWhateverItsLines) {
  limit({.part_octets = 1000});
  for (const std::string type :
       {"text/plain; charset=utf-8", "text/plain", "text/plain; charset=iso-2022-jp"}) {
    message = "Content-Type: " + type + "\r\n\r\n";
    for (int i = 0; i < 1000; ++i) message += type.ends_with("jp") ? "x" : "\u00FC";
    const auto outcome = run_with_all("foreverypart { extracttext :length \"n\"; } fileinto \"${n}\";");
    ASSERT_FALSE(outcome.error) << outcome.error->text;
    EXPECT_EQ(std::get<FileInto>(outcome.actions.at(0)).mailbox, type.ends_with("jp") ? "1000" : "500");
  }
}

TEST_F(PartsTest, StrangeBoundariesBreakNothing) {
  for (const std::string boundary :
       {"", "\"\"", "\" \"", "-", "--", "\"a\\\"b\"", "\"\r\n b\"", "b; boundary=c"}) {
    message = "Content-Type: multipart/mixed; boundary=" + boundary +
              "\r\n\r\n--\r\n--b\r\nX: y\r\n\r\nz\r\n--b\r\n----\r\n--\r\n--b--\r\n--c\r\n";
    EXPECT_NE(visited(), "") << boundary;
    EXPECT_EQ(kept("foreverypart { replace \"--\"; } foreverypart { extracttext \"t\"; }").substr(0, 5),
              "MIME-")
        << boundary;
  }
}

TEST_F(PartsTest, ReplacingEachPartOfManyIsBounded) {
  limit({.edited_octets = 16 << 20});
  message = many(1000) + std::string(1 << 20, 'x');
  EXPECT_EQ(
      kept("foreverypart { if not header :mime :type \"content-type\" \"multipart\" { replace \"r\"; } }"),
      "error: the versions of the message that the script makes are larger than 16777216 octets");
}

TEST_F(PartsTest, EnclosingInALoopIsBounded) {
  message = many(100);
  EXPECT_EQ(kept("foreverypart { enclose \"again\"; }"),
            "error: enclose: the message is enclosed so often that the part of the loop lies too deep in it");
}

TEST_F(PartsTest, AReplacementThatGrowsPartsEnds) {
  message = two_parts;
  const auto text = kept(
      "set \"n\" \"x\"; foreverypart { foreverypart { set \"n\" \"x${n}\"; replace :mime \"Content-Type: "
      "multipart/mixed; boundary=${n}b\r\n\r\n--${n}b\r\n\r\nx\r\n--${n}b--\"; } }");
  EXPECT_TRUE(text.starts_with("Subject: two\r\n")) << text.substr(0, 200);
  EXPECT_LT(text.size(), 100'000U);
}

TEST_F(PartsTest, AReplacedPartStandsExactlyInItsPlace) {
  message = two_parts;
  EXPECT_EQ(kept("foreverypart { if header :mime \"x\" \"1\" { replace \"new\"; } }"),
            "Subject: two\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nnew\r\n"
            "--b\r\nX: 2\r\n\r\ntwo\r\n--b--\r\n");
}

TEST_F(PartsTest, AReplacedMessageHasItsFieldsInTheirOrder) {
  message =
      "A: 1\r\nSubject: old\r\n folded\r\nFrom: a@b.c\r\nContent-Type: text/html;\r\n a=b\r\nB: 2\r\n\r\nx";
  EXPECT_EQ(kept("replace :subject \"neu\xC3\xA4\" :from \"N <n@b.c>\" \"x\xC3\xA4\";"),
            "A: 1\r\nOriginal-Subject: old\r\n folded\r\nOriginal-From: a@b.c\r\nB: 2\r\n"
            "Subject: =?utf-8?b?bmV1w6Q=?=\r\nFrom: \"N\" <n@b.c>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\neMOk\r\n");
}

TEST_F(PartsTest, ASubjectOfAsciiIsNotEncoded) {
  EXPECT_NE(kept("replace :subject \"=?x? a=b_c\" \"x\";").find("\r\nSubject: =?x? a=b_c\r\n"),
            std::string::npos);
}

TEST_F(PartsTest, NulAndLongLinesAreEncoded) {
  message = two_parts;
  const std::string long_line(2000, 'x');
  const auto text = kept("foreverypart { if header :mime \"x\" \"1\" { replace \"" + long_line +
                         "\"; } else { if header :mime \"x\" \"2\" { replace :mime \"Content-Type: "
                         "text/html\r\n\r\n" +
                         long_line + "\"; } } }");
  EXPECT_EQ(text.find(long_line), std::string::npos);
  EXPECT_NE(text.find("Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\neHh4"),
            std::string::npos)
      << text;
}

TEST_F(PartsTest, AnEncodingThatIsNoneIsMended) {
  const auto text =
      kept("replace :mime \"Content-Type: text/html\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\xC3\xA4\";");
  EXPECT_NE(text.find("Content-Transfer-Encoding: 8bit\r\n\r\n\xC3\xA4"), std::string::npos) << text;
  EXPECT_EQ(text.find("7bit"), std::string::npos);
}

TEST_F(PartsTest, AnEditCanTakeThePartAway) {
  message = two_parts;
  EXPECT_EQ(kept("foreverypart { if header :mime \"x\" \"1\" { deleteheader \"Content-Type\"; extracttext "
                 "\"t\"; if exists :mime \"x\" { stop; } replace \"y\"; } }"),
            "error: replace: an edit has taken the part away");
}

TEST_F(PartsTest, TheEnclosedMessageIsThatOfEachRedirect) {
  const auto outcome = run_with_all(
      "enclose \"a\"; redirect :copy \"a@b.example\"; enclose \"b\"; redirect :copy \"c@d.example\";");
  ASSERT_EQ(outcome.actions.size(), 3U);
  const auto& first = std::get<Redirect>(outcome.actions[0]);
  EXPECT_EQ(first.message->octets(), message);
  EXPECT_EQ(first.message, std::get<Redirect>(outcome.actions[1]).message);  // stored once
}

TEST_F(PartsTest, AnIncludeThatEnclosesConcernsRedirectsOfTheScriptAroundIt) {
  answers[IncludedScript{.name = "e"}] = program("require \"enclose\"; enclose \"a\";");
  const auto outcome = run("require [\"include\", \"copy\"]; include \"e\"; redirect :copy \"a@b.example\";");
  ASSERT_EQ(outcome.actions.size(), 2U);
  EXPECT_EQ(std::get<Redirect>(outcome.actions[0]).message->octets(), message);
}

TEST_F(PartsTest, EnclosingIsTheSameEachTimeAScriptIsRunAgain) {
  EXPECT_EQ(kept("enclose \"a\";"), kept("enclose \"a\";"));
}

TEST_F(PartsTest, TheBoundaryStandsNowhereInTheMessage) {
  const auto first = kept("enclose \"a\";");
  const auto begin = first.find("boundary=\"") + 10;
  const auto boundary = first.substr(begin, first.find('"', begin) - begin);
  EXPECT_EQ(message.find(boundary), std::string::npos);
  const mail::Message made{std::string(first)};
  ASSERT_EQ(made.mime().parts.size(), 2U);
  EXPECT_EQ(made.mime().parts[1].body(made.octets()), message);
}

TEST_F(PartsTest, AMessageWithoutAHeaderIsEnclosedToo) {
  for (const std::string octets : {"", "\r\n", "x", "\n\nx", "X: y"}) {
    message = octets;
    const mail::Message made{kept("enclose \"a\";")};
    ASSERT_EQ(made.mime().parts.size(), 2U) << octets;
    EXPECT_NE(made.octets().find("message/rfc822\r\n\r\n" + octets + "\r\n--"), std::string_view::npos);
    EXPECT_NE(made.header().find("Date"), nullptr);
  }
}

TEST_F(PartsTest, LoopsOfMailAreSeenWhateverEnclosesIt) {
  for (int i = 0; i < 51; ++i) message = "Received: x\r\n" + message;
  EXPECT_TRUE(kept("enclose \"a\"; redirect \"a@b.example\";").starts_with("error: redirect: "));
}

TEST_F(PartsTest, AnErrorKeepsTheMessageAsItCame) {
  const auto outcome =
      run_with_all("replace \"x\"; enclose \"y\"; set \"a\" \"no address\"; redirect \"${a}\";");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(std::get<Keep>(outcome.actions.at(0)).message, nullptr);
  EXPECT_EQ(outcome.message, nullptr);
}

TEST_F(PartsTest, TextOfTheMessageChoosesNoMethod) {
  message = "Subject: x\r\n\r\ndevice:phone";
  const auto outcome =
      run("require [\"foreverypart\", \"extracttext\", \"variables\", \"enotify\"];\n"
          "foreverypart { extracttext \"t\"; } notify \"${t}\";");
  ASSERT_TRUE(outcome.error);
  EXPECT_NE(outcome.error->text.find("depends on the message"), std::string::npos);
}

TEST_F(PartsTest, WhatOnlyLooksIsOfferedWhereMailIsOnlyLookedAt) {
  const Engine looks(Engine::Settings{.place = {.offers = Needs::message, .reason = "it is elsewhere"}});
  const auto& offered = looks.capabilities();
  for (const char* name : {"foreverypart", "mime", "extracttext"})
    EXPECT_EQ(std::ranges::count(offered, name), 1) << name;
  for (const char* name : {"replace", "enclose"}) EXPECT_EQ(std::ranges::count(offered, name), 0) << name;
}

}  // namespace
}  // namespace sieve
