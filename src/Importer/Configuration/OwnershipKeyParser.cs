using System.Security.Cryptography;
using System.Text;

namespace Importer.Configuration;

/// <summary>Reads the secret that binds ownership tags.</summary>
internal static class OwnershipKeyParser
{
    private const int MinLength = 32;

    /// <summary>Any text of 32 characters and more; what is used is its SHA-256.</summary>
    public static Parsed<ReadOnlyMemory<byte>> Read(string text) =>
        text.Length >= MinLength
            ? Parse.Ok<ReadOnlyMemory<byte>>(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            : Parse.Wrong<ReadOnlyMemory<byte>>(
                $"is too short for a secret. Give {MinLength} random characters or more (openssl rand -base64 32), or leave it out: the importer then makes a key and keeps it in Reports.Container."
            );
}
