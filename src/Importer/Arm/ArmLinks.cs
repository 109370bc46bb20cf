namespace Importer.Arm;

/// <summary>Addresses, and where a token may go.</summary>
internal static class ArmLinks
{
    /// <summary>The address of a path; <paramref name="path"/> may carry a query, whose values are already escaped.</summary>
    public static Uri Address(Uri endpoint, string path, string apiVersion)
    {
        var question = path.IndexOf('?', StringComparison.Ordinal);
        var (bare, query) = question < 0 ? (path, "?") : (path[..question], path[question..] + "&");
        var escaped = string.Join('/', bare.Split('/').Select(Uri.EscapeDataString));
        return new Uri($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}{escaped}{query}api-version={apiVersion}");
    }

    /// <summary>The address that an answer to <paramref name="call"/> points to.</summary>
    /// <exception cref="ArmException">It is no address, or leads to another host, which must not see the token.</exception>
    public static Uri Follow(ArmCall call, Uri origin, string link)
    {
        var address = Uri.TryCreate(origin, link, out var found) ? found : throw ArmProof.Missing(call, 200, "an address in its link");
        return StaysWith(origin, address)
            ? address
            : throw new ArmException(call, 0, new() { Code = "ForeignLink", Message = $"The answer points to another host, {address.Host}." });
    }

    /// <summary>The path without its query.</summary>
    public static string Bare(string path) => path.Split('?')[0];

    /// <summary>True when <paramref name="link"/> leads to the host that <paramref name="origin"/> is on, or to a region of it.</summary>
    private static bool StaysWith(Uri origin, Uri link) =>
        link.Scheme == origin.Scheme
        && link.Port == origin.Port
        && (string.Equals(link.Host, origin.Host, StringComparison.OrdinalIgnoreCase)
            || (origin.HostNameType == UriHostNameType.Dns && link.Host.EndsWith("." + origin.Host, StringComparison.OrdinalIgnoreCase)));
}
