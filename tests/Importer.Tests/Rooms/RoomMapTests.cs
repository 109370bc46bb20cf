using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Importer.Tests.Rooms;

/// <summary>Holds the rooms apart. Who may use whom is a table; what is judged are the symbols that the code really refers to.</summary>
public sealed partial class RoomMapTests
{
    // From the bottom to the top: a room may use only what stands above it in this table.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Resources"] = [],
        ["Redaction"] = [],
        ["Telemetry"] = [],
        ["Policies"] = [],
        ["Deployments"] = ["Resources"],
        ["Lifecycle"] = ["Deployments", "Resources"],
        ["Gateway"] = ["Redaction", "Resources"],
        ["Runs"] = ["Gateway", "Resources"],
        ["Specs"] = ["Deployments"],
        ["Configuration"] = ["Deployments", "Gateway", "Policies", "Resources"],
        ["Design"] = ["Configuration", "Deployments", "Gateway", "Lifecycle", "Policies", "Resources", "Specs"],
        ["Planning"] = ["Configuration", "Gateway", "Policies", "Resources"],
        ["Fleets"] = ["Configuration", "Deployments", "Design", "Gateway", "Lifecycle", "Planning", "Policies", "Resources", "Specs"],
        ["Arm"] = ["Redaction", "Telemetry"],
        ["Storage"] = ["Arm"],
        ["Foundry"] = ["Arm", "Deployments", "Lifecycle", "Resources"],
        ["Apim"] = ["Arm", "Gateway", "Policies", "Resources"],
        ["Health"] = ["Configuration", "Deployments", "Gateway", "Lifecycle", "Redaction", "Resources"],
        ["Reports"] =
        [
            "Configuration",
            "Deployments",
            "Gateway",
            "Health",
            "Lifecycle",
            "Redaction",
            "Resources",
            "Runs",
            "Storage",
            "Telemetry",
        ],
        ["Foresight"] = ["Configuration", "Deployments", "Lifecycle", "Reports", "Resources", "Storage", "Telemetry"],
        ["Snapshots"] = ["Gateway", "Reports", "Resources", "Runs", "Storage"],
        ["Notifications"] = ["Configuration", "Lifecycle", "Redaction", "Reports", "Storage"],
        ["ManualActions"] = ["Arm", "Configuration", "Deployments", "Design", "Gateway", "Planning", "Policies", "Resources", "Snapshots"],
        ["Reconciliation"] =
        [
            "Arm",
            "Configuration",
            "Deployments",
            "Design",
            "Fleets",
            "Foresight",
            "Gateway",
            "Health",
            "Lifecycle",
            "ManualActions",
            "Planning",
            "Policies",
            "Reports",
            "Resources",
            "Runs",
            "Snapshots",
            "Specs",
            "Storage",
            "Telemetry",
        ],
        ["HealthChecks"] =
        [
            "Configuration",
            "Deployments",
            "Design",
            "Foresight",
            "Gateway",
            "Health",
            "Reconciliation",
            "Reports",
            "Resources",
            "Runs",
            "Telemetry",
        ],
    };

    private static readonly string[] PureRooms =
    [
        "Resources",
        "Redaction",
        "Deployments",
        "Lifecycle",
        "Gateway",
        "Policies",
        "Specs",
        "Design",
        "Planning",
        "Fleets",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> Used = new(ReadUses);

    private static string Importer => Path.Combine(Repository.Root, "src", "Importer");

    public static TheoryData<string> Rooms => [.. MayUse.Keys];

    [Fact]
    public void Every_namespace_is_a_room_of_the_table_and_the_root_holds_the_registration_only()
    {
        Assert.Equal(
            MayUse.Keys.Order(StringComparer.Ordinal),
            Used.Value.Keys.Where(room => room.Length > 0).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["ImporterServiceCollectionExtensions.cs"], Directory.GetFiles(Importer, "*.cs").Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_it_may(string room) =>
        Assert.Empty(Used.Value[room].Where(use => !MayUse[room].Contains(use.Key)).Select(use => $"{room} uses {use.Key}: {use.Value}"));

    [Fact]
    public void Nothing_in_the_table_is_allowed_that_nobody_needs() =>
        Assert.Empty(
            MayUse.SelectMany(row =>
                row.Value.Where(other => !Used.Value[row.Key].ContainsKey(other)).Select(other => $"{row.Key} no longer uses {other}")
            )
        );

    [Fact]
    public void No_room_reaches_itself_through_others()
    {
        Assert.DoesNotContain(Used.Value.Keys, room => Reaches(room, room, []));

        static bool Reaches(string from, string to, HashSet<string> seen) =>
            Used.Value[from].Keys.Any(next => next == to || (seen.Add(next) && Reaches(next, to, seen)));
    }

    [Fact]
    public void Pure_rooms_know_no_clock_no_log_no_token_and_no_network()
    {
        var found = PureRooms
            .SelectMany(room => Repository.Sources($"src/Importer/{room}"))
            .SelectMany(file => Impure().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));

        Assert.Empty(found);
    }

    [Fact]
    public void Nobody_reads_the_wall_clock_or_blocks_a_thread()
    {
        var found = Repository
            .Sources("src")
            .SelectMany(file => Forbidden().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));

        Assert.Empty(found);
    }

    [Fact]
    public void LocalAzure_shares_nothing_with_the_importer()
    {
        var found = Repository
            .Sources("src/LocalAzure")
            .SelectMany(file =>
                SharedWithImporter().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}")
            );

        Assert.Empty(found);
        Assert.Contains(
            "ReferenceOutputAssembly=\"false\"",
            File.ReadAllText(Path.Combine(Repository.Root, "src/LocalAzure/LocalAzure.csproj")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Cli", "Functions")]
    [InlineData("Cli", "LocalAzure")]
    [InlineData("Functions", "Cli")]
    [InlineData("Pages", "Cli")]
    [InlineData("Pages", "Functions")]
    [InlineData("Pages", "LocalAzure")]
    public void The_rims_share_the_importer_and_do_not_know_each_other(string one, string other)
    {
        var found = Repository
            .Sources($"src/{one}")
            .Where(file => Regex.IsMatch(File.ReadAllText(file), $"using {other}[.;]", RegexOptions.CultureInvariant))
            .Select(Path.GetFileName);

        Assert.Empty(found);
        Assert.DoesNotContain(
            $"{other}.csproj",
            File.ReadAllText(Path.Combine(Repository.Root, "src", one, $"{one}.csproj")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Importer.csproj",
            File.ReadAllText(Path.Combine(Repository.Root, "src", one, $"{one}.csproj")),
            StringComparison.Ordinal
        );
    }

    // Room → rooms that its code refers to, each with one place; a member counts as its type.
    private static Dictionary<string, IReadOnlyDictionary<string, string>> ReadUses()
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
        var trees = Repository
            .Sources("src/Importer")
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), parse, file))
            .ToList();
        var compilation = CSharpCompilation.Create(
            "Rooms",
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, parse)],
            References(),
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        var uses = trees
            .Select(tree => RoomOf(compilation.GetSemanticModel(tree).GetDeclaredSymbol(Types(tree).First())!))
            .Distinct()
            .ToDictionary(room => room, _ => new Dictionary<string, string>());
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var type in Types(tree))
            {
                var room = RoomOf(model.GetDeclaredSymbol(type)!);
                foreach (
                    var used in type.DescendantNodes()
                        .OfType<SimpleNameSyntax>()
                        .Select(name => model.GetSymbolInfo(name).Symbol)
                        .Select(TypeOf)
                        .OfType<INamedTypeSymbol>()
                )
                {
                    if (SymbolEqualityComparer.Default.Equals(used.ContainingAssembly, compilation.Assembly) && RoomOf(used) != room)
                    {
                        uses[room].TryAdd(RoomOf(used), $"{type.Identifier.ValueText} uses {used.Name}");
                    }
                }
            }
        }

        return uses.ToDictionary(room => room.Key, IReadOnlyDictionary<string, string> (room) => room.Value);
    }

    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static IEnumerable<BaseTypeDeclarationSyntax> Types(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Where(type => type.Parent is not BaseTypeDeclarationSyntax);

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) != "Importer.dll")
            .Select(file => MetadataReference.CreateFromFile(file));

    private static INamedTypeSymbol? TypeOf(ISymbol? symbol) => symbol as INamedTypeSymbol ?? symbol?.ContainingType;

    private static string RoomOf(ISymbol type)
    {
        var name = type.ContainingNamespace.ToDisplayString();
        return name == "Importer" ? "" : name["Importer.".Length..];
    }

    [GeneratedRegex(
        @"\b(TimeProvider|ILogger|TokenCredential|HttpClient|HttpPipeline|File\.|Environment\.Get\w+)\b",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Impure();

    [GeneratedRegex(
        @"DateTime(Offset)?\.(UtcNow|Now|Today)|Thread\.Sleep|\.GetAwaiter\(\)\.GetResult\(\)|\bTask\.Wait(All|Any)?\(",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"using (Importer|Functions)[.;]", RegexOptions.CultureInvariant)]
    private static partial Regex SharedWithImporter();
}
