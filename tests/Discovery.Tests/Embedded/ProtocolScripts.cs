namespace Discovery.Tests.Embedded;

/// <summary>
/// What clients may send and what memcached 1.6.18 answers: each row starts on an empty server. A bar stands for a line end,
/// # for as many x as the number behind it says. The differential test runs the same rows against the real server.
/// </summary>
public static class ProtocolScripts
{
    private const string Long250 = "#250";
    private const string Long251 = "#251";

    public static TheoryData<string, string> Meta => new()
    {
        { "mn|mn foo", "MN|MN" },
        { "mg|md|ma|ms|me", "ERROR|ERROR|ERROR|ERROR|CLIENT_ERROR bad command line format" },
        { "mg a|mg a v k O1|mg a q|mg a v q k O1|mn", "EN|EN ka O1|MN" },
        { "ms a 3|abc|mg a|mg a v|mg a s v f t k O7", "HD|HD|VA 3|abc|VA 3 s3 f0 t-1 ka O7|abc" },
        { "ms a 0 F5 T100||mg a t f s v", "HD|VA 0 t100 f5 s0|" },
        { "ms a 1 c k O9|x|ms a 1 O9 k c q|x|ms a 1 ME c|x", "HD c2 ka O9|NS c0" },
        { "ms a 1|x|mg a h l t|mg a h l|get a|me a", "HD|HD h0 l0 t-1|HD h1 l0|VALUE a 0 1|x|END|ME a exp=-1 la=0 cas=2 fetch=yes cls=1 size=61" },
        { "ms a 1 F4 T100|x|me a|me b|me a x", "HD|ME a exp=-100 la=0 cas=2 fetch=no cls=1 size=65|EN|ME a exp=-100 la=0 cas=2 fetch=no cls=1 size=65" },
        { "mg a v v|mg a e|mg a !|mg a T|mg a Tx|mg a N|mg a R1x|mg a C", "CLIENT_ERROR duplicate flag|CLIENT_ERROR invalid flag|CLIENT_ERROR invalid flag|CLIENT_ERROR bad token in command line format|CLIENT_ERROR bad token in command line format|CLIENT_ERROR bad token in command line format|CLIENT_ERROR bad token in command line format|CLIENT_ERROR bad token in command line format" },
        { "mg a O1234567890123456789012345678901|mg a O12345678901234567890123456789012|mg a E5", "EN O1234567890123456789012345678901|CLIENT_ERROR opaque token too long|CLIENT_ERROR invalid flag" },
        { "mg a D|mg a J|mg a F|mg a M|mg a MX", "CLIENT_ERROR invalid numeric delta value|CLIENT_ERROR invalid numeric initial value|CLIENT_ERROR bad command line format|CLIENT_ERROR incorrect length for M token|EN" },
        { $"mg {Long250}|mg {Long251}|md {Long251}|ma {Long251}|me {Long251}", "EN|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format" },
        { $"ms {Long251} 1|x|mn", "CLIENT_ERROR bad command line format|ERROR|MN" },
        { "ms a|ms a x|ms a -1|ms a 1x|ms a S1|ms a 2147483647", "CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format" },
        { "ms a 1 T|x|ms a 1 Z|x|ms a 1 S1|x|ms a 1 E5|x|ms a 1 MX|x|ms a 1 Mset|x|ms a 1 T1 T2|x|ms a 1 Fx|x|mn", "CLIENT_ERROR bad token in command line format|CLIENT_ERROR invalid flag|CLIENT_ERROR invalid flag|CLIENT_ERROR invalid flag|CLIENT_ERROR invalid mode for ms M token|CLIENT_ERROR incorrect length for M token|CLIENT_ERROR duplicate flag|CLIENT_ERROR bad command line format|MN" },
        { "ms a 1|xy|mn|ms a 2|x|mn", "CLIENT_ERROR bad data chunk|ERROR|MN|CLIENT_ERROR bad data chunk|ERROR" },
        { "ms a 1 F4294967295|x|mg a f|ms a 1 F4294967296|x|mg a f", "HD|HD f4294967295|HD|HD f0" },
        { "ms a 1 ME|x|ms a 1 ME|y|ms a 1 MR|z|mg a v|ms b 1 MR|x|mg b", "HD|NS|HD|VA 1|z|NS|EN" },
        { "ms a 1 F3 T100|x|ms a 2 MA F9|yy|ms a 1 MP|w|mg a v f t|ms b 1 MA|x|ms b 1 MP k O1|x|ms b 1 MA N30|x", "HD|HD|HD|VA 4 f3 t100|wxyy|NS|NS kb O1|NS" },
        { "ms a 1 c|x|ms a 1 C2 c|y|ms a 1 C2|z|ms a 1 C9 k q O1|z|ms b 1 C2|z|ms b 1 MR C2|z|ms b 1 ME C2|z|ms a 1 MA C9|z|ms a 1 C0|z", "HD c2|HD c3|EX|EX ka O1|NF|NF|HD|EX|EX" },
        { "ms a 1 MS q|x|mg a v|ms a 1 N5 I v t f s|y|mg a v", "VA 1|x|HD|VA 1|y" },
        { "md a|md a q|md a k O1|ms a 1 c|x|md a C9|md a C2 q|mg a|ms a 1|x|md a k O1", "NF|NF|NF ka O1|HD c2|EX|EN|HD|HD ka O1" },
        { "md a C|md a T|md a x|md a k k|md a b|md a M|ms a 1|x|md a v c", "CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR invalid or duplicate flag|HD|HD" },
        { "ma a|ma a k O1|ma a N0|ma a v|ma a N0 J9 v c t|ma a D5 v|ma a MD D100 v|ma a M- v|ma a M+ v|ma a MI q v|mg a v", "NF|NF ka O1|HD|VA 1|1|VA 1 c4 t-1|2|VA 1|7|VA 1|0|VA 1|0|VA 1|1|VA 1|2" },
        { "ma a N60 J13 v t|ma a v t T30|ma a T9 t|ma b t N9 v|ma c N9 J5 q v|ma c C1|ma c MX|ma c D|ma c Mincr", "VA 2 t60|13|VA 2 t60|14|HD t9|VA 1 t-1|0|VA 1|5|EX|CLIENT_ERROR invalid mode for ma M token|CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR invalid or duplicate flag" },
        { "ms a 1|x|ma a v k O1|ms a 20|18446744073709551615|ma a v|mg a v|ms a 3|100|ma a MD v|mg a v s|ms a 0||ma a C1", "HD|CLIENT_ERROR cannot increment or decrement non-numeric value|HD|VA 1|0|VA 20|0                   |HD|VA 2|99|VA 3 s3|99 |HD|CLIENT_ERROR cannot increment or decrement non-numeric value" },
        { "ms Zm9v 3 b k O1 c|bar|mg foo v k|mg Zm9v b v k|mg Zm9v k|get foo|md Zm9v b k|md Zm9v k b", "HD kZm9v b O1 c2|VA 3 kZm9v b|bar|VA 3 kZm9v b|bar|EN kZm9v|VALUE foo 0 3|bar|END|HD kZm9v b|NF kZm9v b" },
        { "mg Zm9 b|mg !!!! b|md !!!! b|ms x 1 b|y|me foo b|ms AAEC 1 b|y|mg AAEC b v k|me AAEC b", "CLIENT_ERROR error decoding key|CLIENT_ERROR error decoding key|CLIENT_ERROR invalid or duplicate flag|CLIENT_ERROR error decoding key|CLIENT_ERROR bad command line format|HD|VA 1 kAAEC b|y|ME AAEC exp=-1 la=0 cas=2 fetch=yes cls=1 size=63" },
        { "mg  a  v |ms  a  1  T0 |x|mg a\r|mg a\tb k|mgx|MG a", "EN|HD|EN|EN ka\tb|ERROR|ERROR" },
        { "mg a k k k k k k k k k k k k k k k k k|mg a k k k k k k k k k k k k k k k k k k|md a k k k k k k k k k k k k k k k k k k", "CLIENT_ERROR duplicate flag|CLIENT_ERROR options flags are too long|CLIENT_ERROR options flags too long" },
        { "ms a 1|x|ms a 1048577 q|#1048577|mg a|mn", "HD|SERVER_ERROR object too large for cache|EN|MN" },
        { "ms a 1|x|ms a 1048577 MA k|#1048577|mg a|ms a 1048516|#1048516|mg a s|ms a 1 MA|x|mg a s|ms a 1048517|#1048517|mg a", "HD|SERVER_ERROR object too large for cache|EN|HD|HD s1048516|NS|HD s1048516|SERVER_ERROR object too large for cache|EN" },
    };

    public static TheoryData<string, string> Leases => new()
    {
        // missing: one winner, its own reply has t-1 when t stands before N; then Z for everybody, with N or without
        { "mg k v f t c N30|mg k v f t c N30|mg k v f t c|mg k|get k|gets k", "VA 0 f0 t-1 c2 W||VA 0 f0 t30 c2 Z||VA 0 f0 t30 c2 Z||HD Z|VALUE k 0 0||END|VALUE k 0 0 2||END" },
        { "mg k N30 v t|mg k q N30|mg j N30 q|mg i N30 T100 v t|mg i t", "VA 0 t30 W||HD Z|HD W|VA 0 t100 W||HD t100 Z" },
        { "mg k v c N30|ms k 5 T300 F7 C2|hello|mg k v f t c", "VA 0 c2 W||HD|VA 5 f7 t300 c3|hello" },
        { "mg k v c N30|set k 0 0 1|x|ms k 5 C2|hello|mg k v", "VA 0 c2 W||STORED|EX|VA 1|x" },
        { "mg k v c N30|md k|ms k 5 C2|hello|mg k|mg k v c N30|mg k v c N30|ms k 5 C2|hello", "VA 0 c2 W||HD|NF|EN|VA 0 c3 W||VA 0 c3 Z||EX" },
        { "mg k v c N30|md k C2|mg k v c N30|md k C2", "VA 0 c2 W||HD|VA 0 c3 W||EX" },
        // fresh but soon over: value and W once, then value and Z
        { "ms k 1 T100|x|mg k v t R100|mg k v t R101|mg k v t R101|mg k v t|ms k 1 T100|y|mg k v R30|mg k v R101", "HD|VA 1 t100|x|VA 1 t100 W|x|VA 1 t100 Z|x|VA 1 t100 Z|x|HD|VA 1|y|VA 1 W|y" },
        { "ms k 1|x|mg k v R100|ms k 1 T100|x|mg k t R150 T200|mg k R300 T100 t|mg k T400 R300 t", "HD|VA 1|x|HD|HD t100 W|HD t100 Z|HD t400 Z" },
        { "ms k 1 T100|x|mg k c R200|md k I C2 T90|mg k v t c|mg k v t c|ms k 1 C2|y|ms k 1 C3 T50|y|mg k v t", "HD|HD c2 W|HD|VA 1 t90 c3 X W|x|VA 1 t90 c3 Z X|x|EX|HD|VA 1 t50|y" },
        // invalidated: X and W once, then Z and X
        { "ms k 3 T300 F5|abc|md k I T30 q|mg k v f t c|mg k v f t c N10 R60|get k|gat 90 k|touch k 60|me k|mg k t", "HD|VA 3 f5 t30 c3 X W|abc|VA 3 f5 t30 c3 Z X|abc|VALUE k 5 3|abc|END|VALUE k 5 3|abc|END|TOUCHED|ME k exp=-60 la=0 cas=3 fetch=yes cls=1 size=67|HD t60 Z X" },
        { "ms k 1|x|md k I|get k|gets k|gat 60 k|touch k 60|me k|mg k v", "HD|HD|VALUE k 0 1|x|END|VALUE k 0 1 3|x|END|VALUE k 0 1|x|END|TOUCHED|ME k exp=-60 la=0 cas=3 fetch=yes cls=1 size=61|VA 1 X W|x" },
        { "ms k 1 T90|x|md k I|mg k v|md k I|mg k v c|ms k 1 C3|y|ms k 1 C4|y|mg k v", "HD|HD|VA 1 X W|x|HD|VA 1 c4 X W|x|EX|HD|VA 1|y" },
        // a late value may be kept, but stays stale with its old time to live
        { "ms k 1 T90|x|md k I T40|ms k 2 T300 F3 C2 I c|yy|mg k v t f|mg k v|ms k 1 C9 I|z|ms k 1 C2 I|z|mg k v", "HD|HD|HD c4|VA 2 t40 f3 X W|yy|VA 2 Z X|yy|EX|HD|VA 1 Z X|z" },
        { "ms k 1 I|x|mg k v|ms j 1 C9 I|x|ms j 1 MR C9 I|x|ms k 1 MA C1 I|x|ms k 1 MP C1 I|x", "HD|VA 1|x|NF|NF|EX|EX" },
        // an invalidated stub carries X too
        { "mg k v N30|md k I T20|mg k v t|mg k v t|ms k 0 F9||mg k v f", "VA 0 W||HD|VA 0 t20 X W||VA 0 t20 Z X||HD|VA 0 f9|" },
        // what other commands do to a stub
        { "mg k v N30|add k 0 0 1|x|incr k 1|ma k|append k 0 0 1|x|mg k v f t", "VA 0 W||NOT_STORED|CLIENT_ERROR cannot increment or decrement non-numeric value|CLIENT_ERROR cannot increment or decrement non-numeric value|STORED|VA 1 f0 t30|x" },
        { "mg k v N30|touch k 100|mg k t|gat 200 k|mg k t T60|mg k t|ms k 1 ME|x|ms k 1 MR|x|mg k v t", "VA 0 W||TOUCHED|HD t100 Z|VALUE k 0 0||END|HD t200 Z|HD t60 Z|NS|HD|VA 1 t-1|x" },
        // writing clears the marks, counting within the same length does not
        { "ms k 1 T90|8|md k I|incr k 1|mg k v|incr k 1|mg k v t|md k I|append k 0 0 1|x|mg k v|md k I|set k 0 0 1|y|mg k v", "HD|HD|9|VA 1 X W|9|10|VA 2 t90|10|HD|STORED|VA 3|10x|HD|STORED|VA 1|y" },
        { "ms k 1|x|mg k h|get k|md k I|mg k h|mg Zm9v N30 b k v|ms Zm9v 1 b|5|incr foo 1|mg foo k|incr foo 99|mg foo k", "HD|HD h0|VALUE k 0 1|x|END|HD|HD h1 X W|VA 0 kfoo W||HD|6|HD kZm9v b|105|HD kfoo" },
    };

    public static TheoryData<string, string> Classic => new()
    {
        { "get|gets|gat|gats|set|add|cas|append|delete|incr|decr|touch|verbosity|foo||  ", "ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR|ERROR" },
        { "set a 5 0 3|abc|get a|gets a|get a b a| get  a", "STORED|VALUE a 5 3|abc|END|VALUE a 5 3 2|abc|END|VALUE a 5 3|abc|VALUE a 5 3|abc|END|VALUE a 5 3|abc|END" },
        { "set a 0 0 0||get a|set b 0 0 5|END||get b", "STORED|VALUE a 0 0||END|STORED|VALUE b 0 5|END||END" },
        { "set a 0 0 1 noreply|x|set b 0 0 1 foo|y|get a b", "STORED|VALUE a 0 1|x|VALUE b 0 1|y|END" },
        { "set a|set a 0 0|set a 0 0 1 noreply x|q", "ERROR|ERROR|ERROR|ERROR" },
        { "set a 0 0 x|x|set a x 0 1|x|set a 0 x 1|x|set a -1 0 1|x|set a 0 0 -1", "CLIENT_ERROR bad command line format|ERROR|CLIENT_ERROR bad command line format|ERROR|CLIENT_ERROR bad command line format|ERROR|CLIENT_ERROR bad command line format|ERROR|CLIENT_ERROR bad command line format" },
        { "set a 0 x 1 noreply|x|set a 0 0 1 noreply|xx|mn", "ERROR|ERROR|MN" },
        { "set a 4294967295 0 1|x|get a|set a 4294967296 0 1|x|get a", "STORED|VALUE a 4294967295 1|x|END|STORED|VALUE a 0 1|x|END" },
        { "add a 1 0 1|x|add a 1 0 1|y|replace a 2 0 1|z|replace b 0 0 1|x|get a b", "STORED|NOT_STORED|STORED|NOT_STORED|VALUE a 2 1|z|END" },
        { "set a 5 100 1|z|append a 9 0 2|bb|prepend a 9 0 2|cc|append b 0 0 1|x|prepend b 0 0 1|x noreply|get a|mg a t", "STORED|STORED|STORED|NOT_STORED|CLIENT_ERROR bad data chunk|ERROR|VALUE a 5 5|cczbb|END|HD t100" },
        { "set a 0 0 1|x|cas a 1 0 1 2|y|cas a 1 0 1 2|z|cas b 1 0 1 2|z|cas a 0 0 1 0|z|cas a 0 0 1|z|cas a 0 0 1 x|z|cas a 1 0 1 3 noreply|w|gets a", "STORED|STORED|EXISTS|NOT_FOUND|EXISTS|ERROR|ERROR|CLIENT_ERROR bad command line format|ERROR|VALUE a 1 1 4|w|END" },
        { $"set {Long251} 0 0 1|x|get {Long250}", "CLIENT_ERROR bad command line format|ERROR|END" },
        { $"set {Long251} 0 0 1 noreply|x|mn", "ERROR|MN" },
        { $"get {Long251}", "CLIENT_ERROR bad command line format" },
        { $"get a {Long251} a", "CLIENT_ERROR bad command line format" },
        { $"delete {Long251}|incr {Long251} 1|touch {Long251} 1", "CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format|CLIENT_ERROR bad command line format" },
        { $"gat 1 {Long251}", "CLIENT_ERROR bad command line format" },
        { "set a 0 0 1|x|delete a|delete a|delete a noreply|delete a 0|delete a 0 noreply|delete a 5|delete a foo bar|delete a b c d|delete noreply", "STORED|DELETED|NOT_FOUND|NOT_FOUND|CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]|CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]|ERROR|NOT_FOUND" },
        { "set a 7 0 1|5|incr a 1|decr a 100|decr a 1|incr a 18446744073709551615|incr a 5|incr b 1|decr b 1 noreply|incr a 1 noreply|get a", "STORED|6|0|0|18446744073709551615|4|NOT_FOUND|VALUE a 7 20|5                   |END" },
        { "set a 7 0 3|100|decr a 1|gets a|incr a 901|gets a", "STORED|99|VALUE a 7 3 3|99 |END|1000|VALUE a 7 4 4|1000|END" },
        { "set a 0 0 3|abc|incr a 1|incr a x|incr a -1|incr a 18446744073709551616|incr a|incr a 1 2 3|incr a x noreply|set a 0 0 3| 9 |incr a 1", "STORED|CLIENT_ERROR cannot increment or decrement non-numeric value|CLIENT_ERROR invalid numeric delta argument|CLIENT_ERROR invalid numeric delta argument|CLIENT_ERROR invalid numeric delta argument|ERROR|ERROR|STORED|10" },
        { "set a 0 0 1|x|touch a 100|mg a t|touch a 0|mg a t|touch b 1|touch a x|touch a|touch a 100 noreply|mg a t|touch a -1|get a", "STORED|TOUCHED|HD t100|TOUCHED|HD t-1|NOT_FOUND|CLIENT_ERROR invalid exptime argument|ERROR|HD t100|TOUCHED|END" },
        { "set a 3 0 1|x|gat 100 a b a|gats 100 a|mg a t|gat|gat 10|gat x a|gat -1 a|get a", "STORED|VALUE a 3 1|x|VALUE a 3 1|x|END|VALUE a 3 1 2|x|END|HD t100|ERROR|END|CLIENT_ERROR invalid exptime argument|VALUE a 3 1|x|END|END" },
        { "set a 0 0 1|x|flush_all|get a|set a 0 0 1|x|flush_all noreply|get a|set a 0 0 1|x|flush_all 0|get a|flush_all x|flush_all 1 2 3|flush_all x noreply", "STORED|OK|END|STORED|END|STORED|OK|END|CLIENT_ERROR invalid exptime argument|ERROR" },
        { "version|version foo|verbosity 1|verbosity 1 noreply|verbosity noreply|verbosity x|verbosity 1 2 3|stats reset|stats foo", "VERSION 1.6.18|VERSION 1.6.18|OK|CLIENT_ERROR bad command line format|ERROR|RESET|ERROR" },
        { "set a 0 0 3|abc|set a 0 0 1048577|#1048577|get a|mn", "STORED|SERVER_ERROR object too large for cache|END|MN" },
        { "set a 0 0 3|abc|set a 0 0 1048577 noreply|#1048577|get a|set a 0 0 3|abc|add a 0 0 1048577|#1048577|append a 0 0 1048577|#1048577|get a", "STORED|END|STORED|SERVER_ERROR object too large for cache|SERVER_ERROR object too large for cache|VALUE a 0 3|abc|END" },
        { "set \u0001\u00e9 0 0 2|\u00e9|get \u0001\u00e9", "STORED|VALUE \u0001\u00e9 0 2|\u00e9|END" },
        { "foo #1500|mn", "ERROR|MN" },
        { "get #3000|mn", "CLIENT_ERROR bad command line format|MN" },
    };
}
