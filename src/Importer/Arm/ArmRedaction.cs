using System.Text.RegularExpressions;

namespace Importer.Arm;

/// <summary>Takes out of a service's message what could be a secret, and bounds its length.</summary>
public static partial class ArmRedaction
{
    private const int MaxLength = 2000;

    /// <summary><paramref name="text"/> without tokens and keys, at most 2,000 characters.</summary>
    public static string Clean(string? text)
    {
        var clean = SecretPattern().Replace(text ?? "", "(removed)");
        return clean.Length <= MaxLength ? clean : clean[..MaxLength] + "…";
    }

    // A JSON web token; a bearer header; a subscription key (32 hexadecimal digits); an account key (84 letters and digits).
    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+(\.[\w-]*)?|Bearer\s+\S+|\b[0-9a-fA-F]{32}\b|\b[A-Za-z0-9]{60,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
