#include "app/config_options.hpp"

namespace tickerd::app {
namespace {

using Kind = OptionKind;

const Option list_table[] = {
    {.key = "pairs",
     .kind = Kind::list,
     .help = "The pairs to publish: a string like \"KGS/USD\", or an object",
     .required = true},
    {.key = "pairs[].pair",
     .help = "BASE/QUOTE: how many units of QUOTE buy one BASE",
     .required = true},
    {.key = "pairs[].precision",
     .kind = Kind::section,
     .help = "How many digits are shown: one of the two; significant 5 when left out"},
    {.key = "pairs[].precision.significant",
     .kind = Kind::integer,
     .help = "Significant digits: 5 shows 0.011435 and 87.450",
     .least = 1,
     .most = 20},
    {.key = "pairs[].precision.decimals",
     .kind = Kind::integer,
     .help = "Digits after the point: 5 shows 0.01144 and 87.45000",
     .most = 20},
    {.key = "pairs[].basis",
     .kind = Kind::choice,
     .fallback = R"("previous_close")",
     .help = "What the change is measured against, where a subscriber asks for no other: the last "
             "value with an earlier value date, the first value of the value date, the last value "
             "a day, 7 or 30 days before it, or the last value that was another one",
     .choices = "previous_close open 24h 7d 30d previous"},
    {.key = "pairs[].max_age",
     .kind = Kind::duration,
     .help = "Older than this is stale; the preset's when left out, else 4d",
     .least = second,
     .most = 3660 * day},
    {.key = "pairs[].max_jump_percent",
     .kind = Kind::decimal,
     .help = "A move beyond this many percent is held back until it is confirmed; as for all pairs "
             "when left out",
     .most = 1'000'000},
    {.key = "pairs[].feeds",
     .kind = Kind::texts,
     .help = "Names of the feeds this pair may come from, best first; all when left out"},
    {.key = "pairs[].private",
     .kind = Kind::boolean,
     .fallback = "false",
     .help = "Only for who shows a token with a scope for it (access). Once one pair is private, "
             "everybody else may read the other pairs of this list and no more: what is not listed "
             "may be crossed from it"},

    {.key = "feeds",
     .kind = Kind::list,
     .help = "Where quotes come from, in order of preference",
     .required = true},
    {.key = "feeds[].name",
     .help = "What rates call their source; the preset's name when left out"},
    {.key = "feeds[].kind",
     .kind = Kind::choice,
     .help = "polled: asked over HTTP. streamed: an upstream WebSocket. pushed: takes POST "
             "/v1/quotes. fixed: a peg. replay: recorded bodies, marked as demo. Left out: "
             "streamed where the preset is a stream, else polled",
     .choices = "polled streamed pushed fixed replay"},
    {.key = "feeds[].enabled",
     .kind = Kind::boolean,
     .help = "false leaves the feed out, true runs one whose preset is off by default"},
    {.key = "feeds[].preset",
     .help = "How the feed is read: a name that tickerd knows, or a preset file. All kinds but "
             "fixed; pushed: \"push\" when left out"},
    {.key = "feeds[].accept_terms",
     .kind = Kind::boolean,
     .fallback = "false",
     .help = "You have read the source's terms, and they let you publish its rates though they "
             "forbid it to others"},
    {.key = "feeds[].url", .help = "polled, streamed: asked in place of the preset's address"},
    {.key = "feeds[].every",
     .kind = Kind::duration,
     .help = "polled: time between two requests, at any hour; the preset's hours and intervals "
             "when left out. replay of a directory: time between two bodies, \"3s\" when left out",
     .least = 10,
     .most = 7 * day},
    {.key = "feeds[].timeout",
     .kind = Kind::duration,
     .help = "polled: the whole time one request may take; the preset's when left out",
     .least = 10,
     .most = 10 * minute},
    {.key = "feeds[].allow_private",
     .kind = Kind::boolean,
     .fallback = "false",
     .help = "polled, streamed: its host name may lead to a private or loopback address"},
    {.key = "feeds[].redirect_hosts",
     .kind = Kind::texts,
     .help =
         "polled: where a redirect may lead beside the feed's own host: [\"www.bank.example\"], "
         "with a port unless it is the usual one. Key and body never go there"},
    {.key = "feeds[].key_env",
     .help = "polled, streamed: the environment variable that holds the key the source asks for"},
    {.key = "feeds[].key_file",
     .help = "polled, streamed: the file that holds the key, in place of key_env"},
    {.key = "feeds[].pairs",
     .kind = Kind::texts,
     .help = "streamed: the pairs to subscribe to, as the source trades them: [\"BTC/USD\"]"},
    {.key = "feeds[].publish_interval",
     .kind = Kind::duration,
     .fallback = R"("100ms")",
     .help = "streamed: rates are published at most this often, the newest of each pair",
     .least = 1,
     .most = minute},
    {.key = "feeds[].token_env",
     .help = "pushed: the environment variable that holds the token of its senders, 16 bytes at "
             "least. Neither this nor token_file where tokens of access have the scope for it"},
    {.key = "feeds[].token_file",
     .help = "pushed: the file that holds the token, in place of token_env"},
    {.key = "feeds[].quotes",
     .kind = Kind::decimals,
     .help =
         "fixed: the pegs, {\"USD/TMT\": \"3.5\"}: numbers in quotes, so that no digit is lost"},
    {.key = "feeds[].directory",
     .help = "replay: folder of saved bodies, played in the order of their names, for ever"},
    {.key = "feeds[].recording",
     .help = "replay: folder that tickerd record made of this feed, played in its own time, in "
             "place of directory"},
    {.key = "feeds[].speed",
     .kind = Kind::integer,
     .fallback = "1",
     .help = "replay of a recording: how many times faster than it was recorded",
     .least = 1,
     .most = 1'000'000},
};

}  // namespace

std::span<const Option> list_options() noexcept { return list_table; }

}  // namespace tickerd::app
