using System.Security.Cryptography;
using System.Text;

namespace Pages;

/// <summary>What the page may do: run its own script, use its own style, and nothing else from anywhere.</summary>
/// <remarks>Source: https://www.w3.org/TR/CSP3/#framework-directive-source-list (hashes)</remarks>
internal static class ContentPolicy
{
    /// <summary>The policy for the page's meta element.</summary>
    public static string Text { get; } =
        $"default-src 'none'; style-src '{HashOf(ReportStyle.Text)}'; script-src '{HashOf(ReportScript.Text)}'; img-src data:; base-uri 'none'; form-action 'none'";

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
