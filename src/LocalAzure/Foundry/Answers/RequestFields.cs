using System.Text.Json.Nodes;

namespace LocalAzure.Foundry.Answers;

/// <summary>Reads request fields and refuses wrong ones as the APIs do.</summary>
internal static class RequestFields
{
    public static int? Whole(JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<int>(out var number) => number,
            _ => throw WrongType(name, "an integer"),
        };

    public static bool Flag(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public static string? Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var word) ? word : null;

    /// <exception cref="FoundryException">400: a required field is missing.</exception>
    public static JsonNode Require(JsonObject body, string name) =>
        body[name] ?? throw FoundryException.Invalid("missing_required_parameter", $"Missing required parameter: '{name}'.", name);

    /// <summary>A lower bound with the API's own words.</summary>
    public static int? AtLeast(JsonObject body, string name, int least)
    {
        var number = Whole(body, name);
        return number < least
            ? throw FoundryException.Invalid(
                "integer_below_min_value",
                $"Invalid '{name}': integer below minimum value. Expected a value >= {least}, but got {number} instead.",
                name
            )
            : number;
    }

    public static FoundryException WrongType(string name, string expected) =>
        FoundryException.Invalid("invalid_type", $"Invalid type for '{name}': expected {expected}.", name);

    public static FoundryException Unsupported(string name, string instead) =>
        FoundryException.Invalid(
            "unsupported_parameter",
            $"Unsupported parameter: '{name}' is not supported with this model. Use '{instead}' instead.",
            name
        );
}
