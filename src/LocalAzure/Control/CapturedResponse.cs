namespace LocalAzure.Control;

/// <summary>
/// Keeps a copy of the answer. Event streams pass through as they are written; everything else is held until the
/// journal has its entry, so that a client who has the answer also finds it in the journal.
/// </summary>
internal sealed class CapturedResponse(HttpResponse response, Stream inner) : Stream
{
    private readonly MemoryStream _copy = new();
    private int _sent;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Nothing was written yet.</summary>
    public bool IsEmpty => _copy.Length == 0;

    public ReadOnlySpan<byte> Copy => _copy.GetBuffer().AsSpan(0, (int)_copy.Length);

    private bool IsStream => response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    public override void Flush() => throw new NotSupportedException("Write asynchronously.");

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (IsStream)
        {
            await SendAsync(cancellationToken);
        }
    }

    /// <summary>Sends what has not been sent yet.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var waiting = _copy.GetBuffer().AsMemory(_sent, (int)_copy.Length - _sent);
        _sent = (int)_copy.Length;
        if (!waiting.IsEmpty)
        {
            await inner.WriteAsync(waiting, cancellationToken);
        }

        await inner.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count) => _copy.Write(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _copy.Write(buffer.Span);
        if (IsStream)
        {
            await SendAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _copy.Dispose();
        base.Dispose(disposing);
    }
}
