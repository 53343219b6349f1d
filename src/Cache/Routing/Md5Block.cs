using System.Runtime.CompilerServices;

namespace Discovery.Cache.Routing;

/// <summary>Sixteen little-endian words of a message. An inline array: constant indexes need no bounds check and no heap.</summary>
[InlineArray(Words)]
internal struct Md5Block
{
    public const int Words = 16;
    public const int Bytes = 64;

    private uint _first;
}
