using System.Security.Cryptography;
using System.Text;

namespace LocalAzure.FunctionsHost;

/// <summary>
/// The host's access keys, new at each start.
/// https://learn.microsoft.com/azure/azure-functions/function-keys-how-to#understand-keys
/// </summary>
public sealed class HostKeys
{
    /// <summary>Opens every function.</summary>
    public string FunctionKey { get; } = NewKey();

    /// <summary>Opens every function and the administration routes.</summary>
    public string MasterKey { get; } = NewKey();

    /// <summary>The system key <c>eventgrid_extension</c>, which opens the Event Grid webhook.</summary>
    public string EventGridKey { get; } = NewKey();

    /// <summary>The key that came with a request: header first, then query.</summary>
    internal static string? Of(HttpRequest request) =>
        request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();

    internal bool IsMaster(string? key) => Same(key, MasterKey);

    internal bool IsFunction(string? key) => Same(key, FunctionKey) || IsMaster(key);

    internal bool IsEventGrid(string? key) => Same(key, EventGridKey) || IsMaster(key);

    /// <summary>One of the host's keys, whatever it opens.</summary>
    internal bool IsKnown(string? key) => IsFunction(key) || IsEventGrid(key);

    private static bool Same(string? given, string key) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
