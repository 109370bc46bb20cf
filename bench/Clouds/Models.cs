namespace Bench.Clouds;

/// <summary>The models that accounts hold here.</summary>
internal static class Models
{
    public static IReadOnlyList<string> All { get; } =
    ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "text-embedding-3-large", "text-embedding-3-small"];

    public static string Account(string name) =>
        $$$"""{"location":"swedencentral","kind":"AIServices","sku":{"name":"S0"},"properties":{"customSubDomainName":"{{{name}}}"} }""";

    public static string Deployment(string model) =>
        $$$"""{"sku":{"name":"GlobalStandard","capacity":10},"properties":{"model":{"format":"OpenAI","name":"{{{model}}}","version":"1"} } }""";
}
