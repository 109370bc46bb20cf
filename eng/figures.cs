// Figures of the house, by symbols and not by text: dotnet run eng/figures.cs [folder …]   (default: the three source projects)
// Build the solution first: the references are read from artifacts/bin. Prints one Markdown table.
#:package Microsoft.CodeAnalysis.CSharp@5.12.0
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property RunAnalyzers=false
#:property UseArtifactsOutput=false
#:property OutputPath=../artifacts/figures/bin/
#:property IntermediateOutputPath=../artifacts/figures/obj/
#:property PublishAot=false

using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

string[] projects = args.Length > 0 ? args : ["src/Importer", "src/Functions", "src/LocalAzure"];
var references = References();
var columns = projects.Select(project => (Project: project, Figures: Measure(project, references))).ToList();
Console.WriteLine($"| | {string.Join(" | ", columns.Select(column => column.Project))} |");
Console.WriteLine($"|---|{string.Concat(columns.Select(_ => "---|"))}");
foreach (var name in columns[0].Figures.Select(figure => figure.Name))
{
    Console.WriteLine(
        $"| {name} | {string.Join(" | ", columns.Select(column => column.Figures.First(figure => figure.Name == name).Value))} |"
    );
}

static List<MetadataReference> References()
{
    var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    var web = runtime.Replace("Microsoft.NETCore.App", "Microsoft.AspNetCore.App", StringComparison.Ordinal);
    var built = Directory.Exists("artifacts/bin")
        ? Directory.EnumerateFiles("artifacts/bin", "*.dll", SearchOption.AllDirectories)
        : throw new InvalidOperationException("artifacts/bin is not there: build the solution first (dotnet build).");
    foreach (var file in Directory.EnumerateFiles(runtime, "*.dll").Concat(Directory.EnumerateFiles(web, "*.dll")).Concat(built))
    {
        var name = Path.GetFileName(file);
        if (!name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
        {
            found.TryAdd(name, file);
        }
    }

    return [.. found.Values.Where(IsManaged).Select(file => MetadataReference.CreateFromFile(file))];
}

static bool IsManaged(string file)
{
    try
    {
        System.Reflection.AssemblyName.GetAssemblyName(file);
        return true;
    }
    catch (BadImageFormatException)
    {
        return false;
    }
}

static List<(string Name, string Value)> Measure(string project, List<MetadataReference> references)
{
    var parse = new CSharpParseOptions(LanguageVersion.CSharp14);
    var files = Directory
        .EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => (File: file, Text: File.ReadAllText(file)))
        .ToList();
    var trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.File)).ToList();
    var usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
    var compilation = CSharpCompilation.Create(
        "Measured",
        trees.Append(CSharpSyntaxTree.ParseText(usings, parse)),
        references.Where(reference => !IsOwn(reference, project)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
    );
    var lines = files.Select(file => file.Text.Split('\n').Length - 1).Order().ToList();
    var types = new List<INamedTypeSymbol>();
    var users = new Dictionary<INamedTypeSymbol, HashSet<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
    var methods = new List<int>();
    var nested = 0;
    foreach (var tree in trees)
    {
        var model = compilation.GetSemanticModel(tree);
        var root = tree.GetRoot();
        methods.AddRange(root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Select(Length));
        nested += root.DescendantNodes()
            .OfType<ConditionalExpressionSyntax>()
            .Count(node => Unwrapped(node.Parent) is ConditionalExpressionSyntax);
        foreach (
            var declared in root.DescendantNodes()
                .OfType<BaseTypeDeclarationSyntax>()
                .Where(node => node.Parent is not BaseTypeDeclarationSyntax)
        )
        {
            var symbol = model.GetDeclaredSymbol(declared)!;
            if (!types.Contains(symbol, SymbolEqualityComparer.Default))
            {
                types.Add(symbol);
            }

            foreach (var name in declared.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (
                    Top(model.GetSymbolInfo(name).Symbol) is { } used
                    && SymbolEqualityComparer.Default.Equals(used.ContainingAssembly, compilation.Assembly)
                    && !SymbolEqualityComparer.Default.Equals(used, symbol)
                )
                {
                    (users.TryGetValue(used, out var known) ? known : users[used] = new(SymbolEqualityComparer.Default)).Add(symbol);
                }
            }
        }
    }

    var rooms = Rooms(types, users);
    var circle = Circles(rooms);
    methods.Sort();
    return
    [
        ("files", Number(files.Count)),
        ("lines", Number(lines.Sum())),
        ("lines a file, median / p90 / max", $"{At(lines, 0.5)} / {At(lines, 0.9)} / {lines[^1]}"),
        ("files of 30 lines or less", Number(lines.Count(count => count <= 30))),
        ("lines a method, median / p90 / max", $"{At(methods, 0.5)} / {At(methods, 0.9)} / {methods[^1]}"),
        ("lines over 120 / over 140 columns", $"{Wide(files, 120)} / {Wide(files, 140)}"),
        ("nested ?:", Number(nested)),
        ("types", Number(types.Count)),
        ("public types", Number(types.Count(type => type.DeclaredAccessibility == Accessibility.Public))),
        ("types used by one other type", Number(types.Count(type => users.GetValueOrDefault(type)?.Count == 1))),
        ("types used by no other type", Number(types.Count(type => !users.ContainsKey(type)))),
        ("rooms (namespaces)", Number(rooms.Count)),
        ("rooms in a circle", Number(circle)),
    ];
}

static bool IsOwn(MetadataReference reference, string project) =>
    Path.GetFileNameWithoutExtension(reference.Display) is { } name
    && (name == Path.GetFileName(project) || (project.EndsWith("Functions", StringComparison.Ordinal) && name == "foundry-importer"));

static SyntaxNode? Unwrapped(SyntaxNode? node) => node is ParenthesizedExpressionSyntax ? Unwrapped(node.Parent) : node;

static int Length(BaseMethodDeclarationSyntax method)
{
    var span = method.SyntaxTree.GetLineSpan(method.Span);
    return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
}

static INamedTypeSymbol? Top(ISymbol? symbol)
{
    var type = (symbol as INamedTypeSymbol) ?? symbol?.ContainingType;
    while (type?.ContainingType is { } outer)
    {
        type = outer;
    }

    return type?.OriginalDefinition;
}

static Dictionary<string, HashSet<string>> Rooms(
    List<INamedTypeSymbol> types,
    Dictionary<INamedTypeSymbol, HashSet<INamedTypeSymbol>> users
)
{
    var rooms = types
        .Select(type => type.ContainingNamespace.ToDisplayString())
        .Distinct()
        .ToDictionary(room => room, _ => new HashSet<string>());
    foreach (var (used, by) in users)
    {
        foreach (var user in by.Where(user => user.ContainingNamespace.ToDisplayString() != used.ContainingNamespace.ToDisplayString()))
        {
            rooms[user.ContainingNamespace.ToDisplayString()].Add(used.ContainingNamespace.ToDisplayString());
        }
    }

    return rooms;
}

static int Circles(Dictionary<string, HashSet<string>> rooms)
{
    return rooms.Keys.Count(room => Reaches(room, room, []));

    bool Reaches(string from, string to, HashSet<string> seen) =>
        rooms.TryGetValue(from, out var next) && next.Any(room => room == to || (seen.Add(room) && Reaches(room, to, seen)));
}

static int Wide(IEnumerable<(string File, string Text)> files, int columns) =>
    files.Sum(file => file.Text.Split('\n').Count(line => line.TrimEnd('\r').Length > columns));

static int At(List<int> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(share * sorted.Count) - 1)];

static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
