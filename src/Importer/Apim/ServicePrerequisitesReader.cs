using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Reads what people keep in the service for policies to use, and counts operations; only what is asked for.</summary>
internal sealed class ServicePrerequisitesReader(ArmClient arm, ApimPaths paths, TimeProvider clock)
{
    private const int AtOnce = 8;

    // APIs that are not in question are counted once in a while: a burst of imports must not count them each time.
    private static readonly TimeSpan CountsKept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset Until)> _counts = new(StringComparer.OrdinalIgnoreCase);

    public async Task<ServicePrerequisites> ReadAsync(RequiredPrerequisites needs, CancellationToken cancellationToken)
    {
        var loggers = ListAsync(needs.Loggers, paths.Loggers, cancellationToken);
        var caches = ListAsync(needs.Caches, paths.Caches, cancellationToken);
        var backends = ListAsync(needs.Backends, paths.Backends, cancellationToken);
        var fragments = ListAsync(needs.Fragments, paths.Fragments, cancellationToken);
        var metrics = needs.Loggers ? MetricsOfAllApisAsync(cancellationToken) : Task.FromResult<string?>(null);
        await Task.WhenAll(loggers, caches, backends, fragments, metrics);
        return new()
        {
            Loggers = [.. (await loggers).Where(ApimJson.IsApplicationInsights).Select(ApimJson.Name)],
            MetricsOfAllApis = await metrics,
            Caches = [.. (await caches).Select(ApimJson.Name)],
            Backends = [.. (await backends).Select(ApimJson.Name)],
            Fragments = [.. (await fragments).Select(ApimJson.Name)],
        };
    }

    /// <summary>
    /// The policy of one operation; null when it has none. Source:
    /// https://learn.microsoft.com/rest/api/apimanagement/api-operation-policy/get
    /// </summary>
    public async Task<string?> OperationPolicyAsync(string api, string operation, CancellationToken cancellationToken)
    {
        var answer = await arm.GetAsync(paths.OperationPolicy(api, operation) + "?format=xml", ApimPaths.ApiVersion, cancellationToken);
        return answer.Found ? ApimJson.Policy(api, answer.Body).Xml : null;
    }

    public async Task<IReadOnlyDictionary<string, int>> CountOperationsAsync(
        IReadOnlyList<string> apis,
        CancellationToken cancellationToken
    )
    {
        var counts = new ConcurrentDictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        await Parallel.ForEachAsync(
            apis,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (api, token) => counts[api] = await CountAsync(api, token)
        );
        return counts;
    }

    private async Task<int> CountAsync(string api, CancellationToken cancellationToken)
    {
        if (_counts.TryGetValue(api, out var known) && known.Until > clock.GetUtcNow())
        {
            return known.Count;
        }

        // The first page says how many there are on all pages: https://learn.microsoft.com/rest/api/apimanagement/api-operation/list-by-api
        var page = await arm.PageAsync($"{paths.Operations(api)}?$top=1", ApimPaths.ApiVersion, cancellationToken);
        var count = !page.Found
            ? 0
            : page.Body.Number("count") ?? (await arm.ListAsync(paths.Operations(api), ApimPaths.ApiVersion, cancellationToken)).Count;
        _counts[api] = (count, clock.GetUtcNow() + CountsKept);
        return count;
    }

    private async Task<string?> MetricsOfAllApisAsync(CancellationToken cancellationToken)
    {
        var answer = await arm.GetAsync(paths.ServiceDiagnostic, ApimPaths.ApiVersion, cancellationToken);
        return answer.Found && ApimJson.Diagnostic("", answer.Body).Metrics ? ApimJson.LoggerOf(answer.Body) : null;
    }

    private Task<IReadOnlyList<JsonElement>> ListAsync(bool isNeeded, string path, CancellationToken cancellationToken) =>
        isNeeded ? arm.ListAsync(path, ApimPaths.ApiVersion, cancellationToken) : Task.FromResult<IReadOnlyList<JsonElement>>([]);
}
