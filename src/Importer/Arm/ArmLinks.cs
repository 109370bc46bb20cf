namespace Importer.Arm;

/// <summary>Addresses, and where a token may go.</summary>
internal static class ArmLinks
{
    private const int Shows = 60;

    /// <summary>The address of a path; <paramref name="path"/> may carry a query, whose values are already escaped.</summary>
    /// <exception cref="ArmException">A segment of the path leads elsewhere (<c>..</c>, an escape, nothing at all): no request is made.</exception>
    public static Uri Address(Uri endpoint, string path, string apiVersion)
    {
        var question = path.IndexOf('?', StringComparison.Ordinal);
        var (bare, query) = question < 0 ? (path, "?") : (path[..question], path[question..] + "&");
        var segments = bare.Split('/');
        if (segments[0].Length > 0 || segments.Skip(1).FirstOrDefault(segment => !IsSegment(segment)) is not null)
        {
            throw Refused($"'{Shown(bare)}' is no path of a resource: it has an empty segment, '.', '..', an escape or a control character; nothing was sent");
        }

        var escaped = string.Join('/', segments.Select(Uri.EscapeDataString));
        return new Uri($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}{escaped}{query}api-version={apiVersion}");
    }

    /// <summary>True when a text is one segment of a path and stays one on its way: no slash of either kind, no escape, not <c>.</c> or <c>..</c>.</summary>
    public static bool IsSegment(string text) =>
        text.Trim() is { Length: > 0 } trimmed && trimmed.Length == text.Length && text is not ("." or "..") && !text.Any(one => one is '/' or '\\' or '%' || char.IsControl(one));

    /// <summary>A call that is not made, because an id in its path is not one.</summary>
    public static ArmException Refused(string reason) => new(new("", ""), 0, new() { Code = ArmErrors.IdRefused, Message = reason });

    /// <summary>A text from outside as a message may show it: cut, on one line.</summary>
    public static string Shown(string text) =>
        new([.. text.Take(Shows).Select(one => char.IsControl(one) ? ' ' : one), .. text.Length > Shows ? "…" : ""]);

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
