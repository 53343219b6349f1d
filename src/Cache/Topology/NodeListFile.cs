namespace Discovery.Cache.Topology;

/// <summary>
/// One file that holds one list, shared by the processes of a host. Readers see the old list or the new one, never a part;
/// writers take turns under a lock file. Expected trouble comes back as a word, not as an exception.
/// </summary>
internal sealed class NodeListFile(string path, TimeProvider clock)
{
    public const int MaxBytes = 4 * 1024 * 1024;
    private const int LockAttempts = 40;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(25);

    private volatile bool _swept;

    /// <summary>Puts the bytes on disk; a test takes its place to play a full one.</summary>
    public Action<FileStream, byte[]> Store { get; init; } = static (stream, bytes) =>
    {
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    };

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The list in the file; null with a reason when there is a file that cannot be used, null without one when there is none.</summary>
    public StoredNodeList? Read(out string? trouble)
    {
        try
        {
            trouble = Inspect(new FileInfo(Path));
            return trouble is null ? NodeListFormat.Read(ReadBytes(), out trouble) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            trouble = null;
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            trouble = "unreadable";
            return null;
        }
    }

    /// <summary>Replaces the list unless the file holds a newer one; returns why it could not, null when all is well.</summary>
    public async ValueTask<string?> WriteAsync(StoredNodeList list, TimeSpan confirmedWithin, CancellationToken cancellationToken)
    {
        try
        {
            var gate = await LockAsync(cancellationToken).ConfigureAwait(false);
            if (gate is null)
                return "another process holds its lock.";
            await using (gate.ConfigureAwait(false))
            {
                Sweep();
                if (Read(out _) is not { } present || IsFromTheFuture(present) || !present.IsNewerThan(list, confirmedWithin))
                    Replace(NodeListFormat.Write(list));
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return exception.Message;
        }
    }

    /// <summary>Whether the list claims a confirmation that has not happened yet; a little is the ordinary drift of clocks.</summary>
    public bool IsFromTheFuture(StoredNodeList list) => list.ConfirmedAt - clock.GetUtcNow() > TimeSpan.FromMinutes(5);

    private static string? Inspect(FileInfo file)
    {
        if (file.LinkTarget is not null)
            return "link";
        if (Directory.Exists(file.FullName))
            return "directory";
        // pipes and devices have no length either; opening one could block for ever
        return file.Length switch { 0 => "empty", > MaxBytes => "too large", _ => null };
    }

    private byte[] ReadBytes()
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[Math.Min(stream.Length, MaxBytes)];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private async ValueTask<FileStream?> LockAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path + ".lock", Private(FileMode.OpenOrCreate));
            }
            catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && IsSharingViolation(exception))
            {
                if (attempt == LockAttempts)
                    return null;
            }

            await Task.Delay(LockPause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows; anything else will not pass by waiting
    private static bool IsSharingViolation(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    // every writer holds the lock, so a temporary file found under it belongs to one that died
    private void Sweep()
    {
        if (_swept)
            return;
        foreach (var litter in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileName(Path) + ".*.tmp"))
            File.Delete(litter);
        _swept = true;
    }

    private void Replace(byte[] bytes)
    {
        var temporary = $"{Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, Private(FileMode.CreateNew)))
                Store(stream, bytes);

            // the folder itself cannot be flushed without native calls: after a power cut the old list may be back, whole
            File.Move(temporary, Path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
