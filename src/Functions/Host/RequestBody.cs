using System.Buffers;

namespace Functions.Host;

/// <summary>Reads a body of unknown length (the host always sends chunks) up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>What is kept of one request: far over every event (1 MB) and message (64 KB), and over any import request.</summary>
    public const int Limit = 32 * 1024 * 1024;

    /// <summary>
    /// What is read at all. The host takes HTTP requests of up to 100 MB and writes them as a JSON string, which at worst
    /// doubles them; reading one to its end lets the caller have a proper answer.
    /// </summary>
    public const long Ceiling = 256L * 1024 * 1024;

    /// <summary>The body, or null when it is over the limit; it is read to its end either way.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var tooLarge = false;
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                tooLarge |= kept.Length + read > Limit;
                if (!tooLarge)
                {
                    await kept.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (tooLarge)
        {
            return null;
        }

        return kept.ToArray();
    }
}
