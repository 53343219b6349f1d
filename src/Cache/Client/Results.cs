using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;
using Discovery.Cache.Values;

namespace Discovery.Cache.Client;

/// <summary>Turns what the wire says into what the caller is told.</summary>
internal static class Results
{
    /// <summary>The result of a read; gives the outcome's buffer back.</summary>
    public static CacheResult<T> Read<T>(ValueCodec codec, string key, Outcome outcome)
    {
        try
        {
            if (outcome.Failure is { } failure)
                return CacheResult<T>.Unavailable(failure);
            // nothing at all without flags is the stub of a lease that somebody else holds
            if (outcome.Reply.Kind != ReplyKind.Value || outcome.Reply is { ValueLength: 0, Flags: ValueFlags.Foreign })
                return CacheResult<T>.Miss();
            return codec.TryDecode<T>(key, outcome.Reply.Flags, outcome.Value, out var value)
                ? CacheResult<T>.Hit(value, outcome.Reply.Version)
                : CacheResult<T>.Miss();
        }
        finally
        {
            outcome.Release();
        }
    }

    /// <summary>The result of an increment or decrement; gives the outcome's buffer back.</summary>
    /// <exception cref="CacheValueException">The entry is not a number.</exception>
    public static CacheResult<ulong> Count(string key, Outcome outcome)
    {
        try
        {
            if (outcome.Failure is { } failure)
                return CacheResult<ulong>.Unavailable(failure);
            return outcome.Reply.Kind switch
            {
                ReplyKind.Number => CacheResult<ulong>.Hit(outcome.Reply.Number, 0),
                ReplyKind.Value when IntegerText.TryRead(outcome.Value.Span, out ulong number) => CacheResult<ulong>.Hit(number, 0),
                ReplyKind.NotFound or ReplyKind.NotStored => CacheResult<ulong>.Miss(),
                _ => throw new CacheValueException($"The entry '{key}' is not a number, so it cannot be incremented or decremented."),
            };
        }
        finally
        {
            outcome.Release();
        }
    }

    public static CacheWriteResult Written(Outcome outcome)
    {
        if (outcome.Failure is { } failure)
            return CacheWriteResult.Unavailable(failure);
        return outcome.Reply.Kind switch
        {
            ReplyKind.Done => new CacheWriteResult(CacheWriteStatus.Done),
            ReplyKind.NotFound => new CacheWriteResult(CacheWriteStatus.NotFound),
            ReplyKind.Exists => new CacheWriteResult(CacheWriteStatus.Conflict),
            ReplyKind.TooLarge => new CacheWriteResult(CacheWriteStatus.TooLarge, ServerError(outcome.Reply)),
            _ => new CacheWriteResult(CacheWriteStatus.NotStored),
        };
    }

    private static CacheFailure ServerError(Reply reply) => new(CacheFailureReason.ServerError, null, reply.Text ?? "the server refused");
}
