namespace Functions.Input;

/// <summary>Enum values as they are spelt on the wire.</summary>
internal static class Words
{
    /// <summary>The value's word in camelCase.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
