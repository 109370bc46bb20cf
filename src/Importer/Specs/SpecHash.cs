using System.Security.Cryptography;

namespace Importer.Specs;

/// <summary>Short fingerprints of documents.</summary>
internal static class SpecHash
{
    private const int Digits = 16;

    public static string Of(ReadOnlySpan<byte> bytes) => Short(Whole(bytes));

    public static string Whole(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Short(string whole) => whole[..Digits];
}
