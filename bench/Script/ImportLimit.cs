using Bench.Clouds;

namespace Bench.Script;

/// <summary>The least that any importer could need for so many new accounts, from the rules of the cloud alone.</summary>
/// <param name="accounts">New accounts, each with deployments for one API.</param>
/// <param name="cloud">How slow the cloud is.</param>
internal sealed class ImportLimit(int accounts, CloudOptions cloud)
{
    // Resource Manager's bucket of writes, and how fast it fills.
    private const int Bucket = 200;
    private const double Refill = 10;

    /// <summary>Backend, API, policy and role assignment.</summary>
    public int Writes => 4 * accounts;

    /// <summary>Lists of accounts, of each account's deployments, of APIs, backends and role assignments; the service.</summary>
    public int Reads => accounts + 5;

    /// <summary>One look at the end of each import's operation.</summary>
    public int Polls => accounts;

    public int Calls => Writes + Reads + Polls;

    /// <summary>
    /// Seconds: either the longest chain of calls that wait for one another (accounts, deployments, APIs, backend, API, its
    /// operation and its poll, the lock that follows, policy), or the writes that the bucket does not hold.
    /// </summary>
    public double Seconds =>
        Math.Max(
            ((7 * cloud.LatencyMs) + cloud.OperationMs + Math.Min(500, cloud.OperationMs / 3.0)) / 1000,
            Math.Max(0, Writes - Bucket) / Refill
        );
}
