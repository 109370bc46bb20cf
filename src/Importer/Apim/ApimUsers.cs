using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Arm;
using Importer.Gateway;

namespace Importer.Apim;

/// <summary>
/// Reads what may use a backend or a named value without being the importer's: the policies of other APIs, of products and of
/// all APIs, fragments, and pools. Policies of single operations are not read: they cost a call each.
/// </summary>
internal sealed class ApimUsers(ArmClient arm, ApimPaths paths)
{
    private const int AtOnce = 8;

    /// <summary>All of them.</summary>
    /// <param name="apis">The ids of the APIs that are not in question.</param>
    /// <param name="backends">The list of backends; pools name their members.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<OutsideUser>> ReadAsync(
        IReadOnlyList<string> apis,
        IReadOnlyList<JsonElement> backends,
        CancellationToken cancellationToken
    )
    {
        var fragments = arm.ListAsync(paths.Fragments, ApimPaths.ApiVersion, cancellationToken);
        var products = arm.ListAsync(paths.Products, ApimPaths.ApiVersion, cancellationToken);
        await Task.WhenAll(fragments, products);
        (string Name, string Path)[] places =
        [
            ("the policy of all APIs", paths.ServicePolicy),
            .. apis.Select(api => ($"API {api}", paths.Policy(api))),
            .. (await products).Select(ApimJson.Name).Select(product => ($"product {product}", paths.ProductPolicy(product))),
        ];
        var found = new ConcurrentBag<OutsideUser>();
        await Parallel.ForEachAsync(
            places,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (place, token) =>
            {
                if (await arm.GetAsync($"{place.Path}?format=xml", ApimPaths.ApiVersion, token) is { Found: true } answer)
                {
                    found.Add(new(place.Name, ApimJson.Policy("", answer.Body).Xml));
                }
            }
        );
        return
        [
            .. found.OrderBy(user => user.Name, StringComparer.OrdinalIgnoreCase),
            .. (await fragments).Select(fragment => new OutsideUser(
                $"fragment {ApimJson.Name(fragment)}",
                ApimJson.Policy("", fragment).Xml
            )),
            .. backends.Where(ApimJson.IsPool).Select(pool => new OutsideUser($"backend {ApimJson.Name(pool)}", pool.GetRawText())),
        ];
    }
}
