using System.Globalization;

namespace Functions.Pages;

/// <summary>Numbers as people read them.</summary>
internal static class Figures
{
    /// <summary>A count with separators.</summary>
    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time: milliseconds below a second, else seconds, else minutes.</summary>
    public static string Time(long ms) => ms switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{ms} ms"),
        < 120_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ms / 60_000.0:0.#} min"),
    };

    /// <summary>A share of one as per cent.</summary>
    public static string Share(double? share) => share is { } value ? value.ToString(value is 1 or 0 ? "P0" : "P1", CultureInfo.InvariantCulture) : "–";
}
