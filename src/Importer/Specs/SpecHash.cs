using System.Security.Cryptography;

namespace Importer.Specs;

/// <summary>Short fingerprints of documents.</summary>
internal static class SpecHash
{
    private const int Digits = 16;

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..Digits];
}
