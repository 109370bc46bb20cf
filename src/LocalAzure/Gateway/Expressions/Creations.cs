using System.Text.Json.Nodes;
using static LocalAzure.Gateway.Expressions.ExpressionType;

namespace LocalAzure.Gateway.Expressions;

/// <summary><c>new JObject(…)</c>, <c>new JProperty(…)</c>, <c>new JArray(…)</c> and arrays of texts or whole numbers.</summary>
internal static class Creations
{
    /// <summary>Reads what stands behind <c>new</c>.</summary>
    public static Expression Read(Parser parser)
    {
        if (parser.Accept("["))
        {
            parser.Expect("]");
            return ReadArray(parser, null);
        }

        var type = parser.Take();
        if (parser.Accept("["))
        {
            parser.Expect("]");
            return ReadArray(parser, TypeNames.TryGet($"{type.Text}[]", out var list) ? list : throw Refused(type));
        }

        parser.Expect("(");
        var arguments = parser.ReadArguments(")");
        return type.Text switch
        {
            "JObject" when arguments.All(argument => argument.Type == Property) => new Expression(Json, it => Made(arguments, it)),
            "JArray" => new Expression(Json, it => new JsonArray([.. arguments.SelectMany(argument => Items(argument.Evaluate(it)))])),
            "JProperty" when arguments is [{ Type: Text } name, var value] => new Expression(
                Property,
                it => KeyValuePair.Create(name.EvaluateText(it), JsonValues.Node(value.Evaluate(it)))
            ),
            _ => throw Refused(type),
        };
    }

    private static JsonObject Made(List<Expression> properties, PolicyContext context)
    {
        var made = new JsonObject();
        foreach (var (name, value) in properties.Select(property => (KeyValuePair<string, JsonNode?>)property.Evaluate(context)!))
        {
            if (!made.TryAdd(name, value))
            {
                throw new ExpressionFailure(
                    $"Can not add property {name} to JObject. Property with the same name already exists on object."
                );
            }
        }

        return made;
    }

    /// <summary>Lists are taken apart, as the constructor does.</summary>
    private static IEnumerable<JsonNode?> Items(object? value) =>
        value switch
        {
            object?[] many => many.Select(JsonValues.Node),
            JsonArray many => many.Select(JsonValues.Node),
            _ => [JsonValues.Node(value)],
        };

    private static Expression ReadArray(Parser parser, ExpressionType? type)
    {
        parser.Expect("{");
        var items = parser.ReadArguments("}");
        var list = type ?? (items.Count > 0 && items[0].Type == Number ? Numbers : Texts);
        var item = list == Numbers ? Number : Text;
        if (items.Any(one => one.Type != item && !(item == Text && one.Type == Null)))
        {
            throw new ExpressionFault("LocalAzure evaluates arrays of texts or of whole numbers", 0);
        }

        return new Expression(list, it => items.Select(one => one.Evaluate(it)).ToArray());
    }

    private static ExpressionFault Refused(Token type) =>
        new($"'new {type.Text}' with these arguments is not evaluated by LocalAzure", type.Position);
}
