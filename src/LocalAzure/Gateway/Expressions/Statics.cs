using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static LocalAzure.Gateway.Expressions.ExpressionType;
using static LocalAzure.Gateway.Expressions.Member;

namespace LocalAzure.Gateway.Expressions;

/// <summary>
/// Static members of the types that expressions may use, those of .NET Framework alone: the gateway runs on it.
/// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#CLRTypes
/// </summary>
internal static class Statics
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["String"] = "string",
        ["Int32"] = "int",
        ["Double"] = "double",
        ["Boolean"] = "bool",
    };

    private static readonly Dictionary<(string Type, string Name), Member[]> Table = new()
    {
        [("string", "Empty")] = [Property<object>(Text, static _ => string.Empty)],
        [("string", "IsNullOrEmpty")] = [Of(ExpressionType.Boolean, [Text], static with => string.IsNullOrEmpty((string?)with[0]))],
        [("string", "IsNullOrWhiteSpace")] =
        [
            Of(ExpressionType.Boolean, [Text], static with => string.IsNullOrWhiteSpace((string?)with[0])),
        ],
        [("string", "Join")] = [Of(Text, [Text, Texts], static with => string.Join((string?)with[0], Rows(with[1])))],
        [("string", "Equals")] =
        [
            Of(
                ExpressionType.Boolean,
                [Text, Text],
                static with => string.Equals((string?)with[0], (string?)with[1], StringComparison.Ordinal)
            ),
            Of(
                ExpressionType.Boolean,
                [Text, Text, Comparison],
                static with => string.Equals((string?)with[0], (string?)with[1], (StringComparison)with[2]!)
            ),
        ],
        [("int", "Parse")] = [Of(Number, [Text], static with => int.Parse((string)with[0]!, CultureInfo.InvariantCulture))],
        [("double", "Parse")] = [Of(Number, [Text], static with => double.Parse((string)with[0]!, CultureInfo.InvariantCulture))],
        [("bool", "Parse")] = [Of(ExpressionType.Boolean, [Text], static with => bool.Parse((string)with[0]!))],
        [("Convert", "ToInt32")] =
        [
            Of(Number, [Text], static with => int.Parse((string?)with[0] ?? "0", CultureInfo.InvariantCulture)),
            Of(Number, [Number], static with => (int)Math.Round(ExpressionValues.Number(with[0]), MidpointRounding.ToEven)),
        ],
        [("Math", "Min")] = [Of(Number, [Number, Number], static with => Least(with[0], with[1], -1))],
        [("Math", "Max")] = [Of(Number, [Number, Number], static with => Least(with[0], with[1], 1))],
        [("Math", "Ceiling")] = [Of(Number, [Number], static with => Math.Ceiling(ExpressionValues.Number(with[0])))],
        [("Math", "Floor")] = [Of(Number, [Number], static with => Math.Floor(ExpressionValues.Number(with[0])))],
        [("Uri", "EscapeDataString")] = [Of(Text, [Text], static with => Uri.EscapeDataString((string)with[0]!))],
        [("Uri", "UnescapeDataString")] = [Of(Text, [Text], static with => Uri.UnescapeDataString((string)with[0]!))],
        [("Regex", "IsMatch")] = [Of(ExpressionType.Boolean, [Text, Text], static with => Pattern(with[1]).IsMatch((string)with[0]!))],
        [("Regex", "Replace")] =
        [
            Of(Text, [Text, Text, Text], static with => Pattern(with[1]).Replace((string)with[0]!, (string)with[2]!)),
        ],
        [("JObject", "Parse")] = [Of(Json, [Text], static with => Parsed<JsonObject>(with))],
        [("JArray", "Parse")] = [Of(Json, [Text], static with => Parsed<JsonArray>(with))],
        [("JToken", "Parse")] = [Of(Json, [Text], static with => Parsed<JsonNode>(with))],
        [("JsonConvert", "SerializeObject")] =
        [
            Of(Text, [ExpressionType.Object], static with => JsonValues.Show(JsonValues.Node(with[0]))),
        ],
        [("Guid", "NewGuid")] = [Of(ExpressionType.Object, [], static _ => Guid.NewGuid())],
    };

    /// <summary>Reads <c>Type.Member</c> where one begins here; null otherwise.</summary>
    public static Expression? Read(Parser parser, Token start)
    {
        if (start.Text == nameof(StringComparison))
        {
            return ReadComparison(parser);
        }

        var type = Aliases.GetValueOrDefault(start.Text, start.Text);
        if (Table.Keys.All(key => key.Type != type) || !parser.Accept("."))
        {
            return null;
        }

        var name = parser.ExpectName();
        if (name == "TryParse" && type is "int" or "double")
        {
            return ReadTryParse(parser, type);
        }

        var arguments = parser.Accept("(") ? parser.ReadArguments(")") : null;
        var member =
            Chain.Fitting(Table.GetValueOrDefault((type, name), []), arguments)
            ?? throw new ExpressionFault($"'{type}.{name}' with these arguments is not evaluated by LocalAzure", start.Position);
        return new Expression(member.Result, it => Chain.Call(member, type, arguments, it));
    }

    private static Expression ReadComparison(Parser parser)
    {
        parser.Expect(".");
        var name = parser.ExpectName();
        return Enum.TryParse<StringComparison>(name, out var comparison)
            ? new Expression(Comparison, _ => comparison)
            : throw new ExpressionFault($"'StringComparison.{name}' does not exist", 0);
    }

    /// <summary><c>int.TryParse(text, out var number)</c>.</summary>
    private static Expression ReadTryParse(Parser parser, string type)
    {
        parser.Expect("(");
        var text = parser.ReadValue();
        parser.Expect(",");
        var local = parser.ReadOut(Number);
        parser.Expect(")");
        return new Expression(
            ExpressionType.Boolean,
            it =>
            {
                var isDouble = type == "double";
                var isNumber =
                    double.TryParse(text.EvaluateText(it), CultureInfo.InvariantCulture, out var number)
                    && (isDouble || number == (int)number);
                var found = isNumber ? number : 0;
                it.Locals[local] = isDouble ? found : (int)found;
                return isNumber;
            }
        );
    }

    private static Member Of(ExpressionType result, IReadOnlyList<ExpressionType> parameters, Func<object?[], object?> get) =>
        Method<object>(result, parameters, (_, with) => get(with));

    private static Regex Pattern(object? pattern) => new((string)pattern!, RegexOptions.None, Patience);

    private static IEnumerable<string?> Rows(object? texts) => ((object?[])texts!).Select(one => (string?)one);

    private static object? Least(object? a, object? b, int sign) =>
        ExpressionValues.Number(a).CompareTo(ExpressionValues.Number(b)) * sign >= 0 ? a : b;

    private static T Parsed<T>(object?[] with)
        where T : JsonNode => JsonNode.Parse((string)with[0]!) as T ?? throw new ExpressionFailure($"The text is no {typeof(T).Name}.");
}
