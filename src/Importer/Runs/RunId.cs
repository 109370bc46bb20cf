using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Importer.Runs;

/// <summary>Ids of runs: 8 to 64 characters of <c>a-z 0-9 -</c>, safe in paths, and in order of time.</summary>
public static partial class RunId
{
    /// <summary>A new id; ids minted later sort later.</summary>
    public static string Mint(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var time = clock.GetUtcNow().ToString("yyyyMMdd't'HHmmssfff'z'", CultureInfo.InvariantCulture);
        return $"{time}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    }

    /// <summary>True when <paramref name="text"/> can be an id; anything else must not reach a store.</summary>
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    /// <summary>True for an id as <see cref="Mint"/> makes them, which says when.</summary>
    public static bool IsMinted(string id) => MintedPattern().IsMatch(id);

    [GeneratedRegex(@"\A[0-9]{8}t[0-9]{9}z-[0-9a-f]{8}\z")]
    private static partial Regex MintedPattern();

    [GeneratedRegex(@"\A[a-z0-9-]{8,64}\z")]
    private static partial Regex Pattern();
}
