namespace LocalAzure.Arm;

/// <summary>The hold that one request has on one API; a long-running write takes it over until it ends.</summary>
internal sealed class ApiLease(ApiLocks locks, string api)
{
    private bool _handedOver;

    /// <summary>From now on only <see cref="Release"/> lets go, not the end of the request.</summary>
    public void HandOver() => _handedOver = true;

    public void Release(TimeSpan settle) => locks.Leave(api, settle);

    public void EndOfRequest()
    {
        if (!_handedOver)
        {
            Release(TimeSpan.Zero);
        }
    }
}
