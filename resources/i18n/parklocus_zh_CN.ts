<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AlgorithmRun</name>
    <message>
        <location filename="../../plugin/panel/run.py" line="139" />
        <source>The run failed without a reason; see the "Park Locus" tab of the log.</source>
        <translation>运行失败，未给出原因；请查看日志的“Park Locus”选项卡。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/run.py" line="154" />
        <source>The run could not be written into the Processing history.</source>
        <translation>未能将本次运行写入“处理”历史记录。</translation>
    </message>
</context><context>
    <name>Assignments</name>
    <message>
        <location filename="../../plugin/assignments.py" line="37" />
        <source>"{line}" has no value: write it as key = value, one a line.</source>
        <translation>“{line}”没有值：请写成 键 = 值，每行一个。</translation>
    </message>
    <message>
        <location filename="../../plugin/assignments.py" line="77" />
        <source>"{key}" is no parameter: write index.parameter = value, such as amenity_density.radii = 500, 800.</source>
        <translation>“{key}”不是参数：请写成 指标.参数 = 值，例如 amenity_density.radii = 500, 800。</translation>
    </message>
    <message>
        <location filename="../../plugin/assignments.py" line="119" />
        <source>"{key} = {value}" is no direction: write factor.index = + (or - or 0), such as locational.cbd_distance = -.</source>
        <translation>“{key} = {value}”不是方向：请写成 因子.指标 = +（或 - 或 0），例如 locational.cbd_distance = -。</translation>
    </message>
    <message>
        <location filename="../../plugin/assignments.py" line="165" />
        <source>"{text}" is no range of answers: write the lowest and the highest, such as 1, 5.</source>
        <translation>“{text}”不是作答范围：请写最低值和最高值，例如 1, 5。</translation>
    </message>
</context><context>
    <name>CentreList</name>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="46" />
        <source>lon,lat or lon,lat,name</source>
        <translation>经度,纬度 或 经度,纬度,名称</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="47" />
        <source>Degrees of WGS 84 with a decimal point; Enter adds the centre.</source>
        <translation>WGS 84 十进制度，小数点用“.”；按回车键添加中心。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="49" />
        <source>Add the typed centre</source>
        <translation>添加所输入的中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="51" />
        <source>Pick centres on the map</source>
        <translation>在地图上选取中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="54" />
        <source>Remove the chosen centre</source>
        <translation>移除所选的中心</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="81" />
        <source>Centre {number}</source>
        <translation>中心 {number}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/centre_list.py" line="132" />
        <source>This point of the map has no place on Earth.</source>
        <translation>地图上的这一点不对应地球上的任何位置。</translation>
    </message>
</context><context>
    <name>Centres</name>
    <message>
        <location filename="../../plugin/centres.py" line="28" />
        <source>"{text}" is not a centre: write longitude, latitude and, if you like, a name, in degrees of WGS 84 with a decimal point, such as 13.2603,53.5575,Marktplatz.</source>
        <translation>“{text}”不是中心：请依次写经度、纬度，名称可写可不写，采用 WGS 84 十进制度，例如 121.5499,29.8719,天一广场。</translation>
    </message>
    <message>
        <location filename="../../plugin/centres.py" line="36" />
        <source>"{text}" is not on Earth: longitude comes first, then latitude, in degrees of WGS 84.</source>
        <translation>“{text}”不在地球上：先写经度，再写纬度，采用 WGS 84 度。</translation>
    </message>
</context><context>
    <name>Child</name>
    <message>
        <location filename="../../plugin/child.py" line="141" />
        <source>{program} could not be started: {reason}.</source>
        <translation>无法启动 {program}：{reason}。</translation>
    </message>
</context><context>
    <name>ComputeIndices</name>
    <message>
        <location filename="../../plugin/processing/compute_indices.py" line="27" />
        <source>Compute indices</source>
        <translation>计算指标</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/compute_indices.py" line="31" />
        <source>accessibility,amenities,creative parks,location,network distance,OpenStreetMap,percentile,public transport,PTAL,validation,walking</source>
        <translation>可达性,设施,创意产业园区,区位,路网距离,OpenStreetMap,百分位,公共交通,PTAL,验证,步行,accessibility,amenities,creative parks,location,network distance,percentile,public transport,validation,walking</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/compute_indices.py" line="39" />
        <source>Computes locational indices of parks from OpenStreetMap, with each park's percentile in its city.</source>
        <translation>根据 OpenStreetMap 计算园区的区位指标，并给出各园区在所在城市中的百分位。</translation>
    </message>
</context><context>
    <name>EngineBox</name>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="20" />
        <source>Engine</source>
        <translation>计算引擎</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="25" />
        <source>Install the engine</source>
        <translation>安装计算引擎</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="27" />
        <source>found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="28" />
        <source>the plugin's own</source>
        <translation>插件自带的环境</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="32" />
        <source>Python to make it from</source>
        <translation>用于创建环境的 Python</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="33" />
        <source>Interpreter of your own</source>
        <translation>自备环境的解释器</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/engine_box.py" line="42" />
        <source>Ready ({origin}): {python}</source>
        <translation>就绪（{origin}）：{python}</translation>
    </message>
</context><context>
    <name>Environment</name>
    <message>
        <location filename="../../plugin/environment.py" line="74" />
        <source>environment variable {name}</source>
        <translation>环境变量 {name}</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="77" />
        <source>settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="80" />
        <source>own environment</source>
        <translation>自带环境</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="93" />
        <source>The engine is not installed yet. It lives in a Python environment of its own, apart from QGIS: press "Install the engine" in the Park Locus panel, or run the algorithm "Install the engine" (parklocus:install_engine). It needs the internet once, and about 500 MB.</source>
        <translation>计算引擎尚未安装。它位于独立于 QGIS 的 Python 环境中：请在 Park Locus 面板中点击“安装计算引擎”，或运行算法“安装计算引擎”（parklocus:install_engine）。需联网一次，约占 500 MB。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="100" />
        <source>There is no interpreter {python} (named by: {origin}).</source>
        <translation>没有解释器 {python}（由{origin}指定）。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="145" />
        <source>There is no Park Locus engine in the environment of {python} ({origin}).</source>
        <translation>{python}（{origin}）的环境中没有 Park Locus 计算引擎。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="147" />
        <source>The engine in {python} ({origin}) is version {engine}, the plugin is version {plugin}.</source>
        <translation>{python}（{origin}）中的计算引擎为 {engine} 版，插件为 {plugin} 版。</translation>
    </message>
    <message>
        <location filename="../../plugin/environment.py" line="150" />
        <source>Press "Install the engine" in the Park Locus panel, or mend the named environment.</source>
        <translation>请在 Park Locus 面板中点击“安装计算引擎”，或修复所指定的环境。</translation>
    </message>
</context><context>
    <name>HelpText</name>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="17" />
        <source>Computes locational indices of parks from an OpenStreetMap file: network distances to the centre and to stops, lines and public transport access, amenities and their variety, street form. Beside each value stands the park's percentile among the city's street nodes, which are computed in the same way.</source>
        <translation>根据 OpenStreetMap 文件计算园区的区位指标：到中心和站点的路网距离、公共交通线路与可达性、设施及其多样性、街道形态。每个数值旁列出该园区在城市街道节点中的百分位，街道节点用同样的方法计算。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="23" />
        <source>&lt;b&gt;Parks&lt;/b&gt; may be polygons or points in any coordinate reference system. &lt;b&gt;OpenStreetMap file&lt;/b&gt;: an extract that reaches some kilometres past the parks. &lt;b&gt;Centres&lt;/b&gt; are needed for the distances to the centre; with several, the nearest counts. &lt;b&gt;Factor scores&lt;/b&gt; are joined by the park's id and compared with the indices, honestly where there are few parks.</source>
        <translation>&lt;b&gt;园区&lt;/b&gt;可为任意坐标参照系下的面或点。&lt;b&gt;OpenStreetMap 文件&lt;/b&gt;：范围应超出园区数公里的数据提取。计算到中心的距离需要&lt;b&gt;中心&lt;/b&gt;；有多个中心时以最近者为准。&lt;b&gt;因子得分&lt;/b&gt;按园区编号连接并与指标比较；园区较少时如实说明。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="30" />
        <source>&lt;b&gt;Result&lt;/b&gt;: a GeoPackage with the layers parks, catchments, reference, stops and places and the tables of definitions, associations and provenance. Empty means missing, never zero.</source>
        <translation>&lt;b&gt;结果&lt;/b&gt;：一个 GeoPackage，含园区、服务区、参照、站点和场所图层，以及指标定义、关联和来源表。空值表示缺失，绝不表示零。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="35" />
        <source>The engine does the work in a process apart from QGIS; cancelling ends it and leaves no file.</source>
        <translation>计算引擎在独立于 QGIS 的进程中工作；取消即结束该进程，不留下文件。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/help_text.py" line="45" />
        <source>The indices</source>
        <translation>指标</translation>
    </message>
</context><context>
    <name>IndexTree</name>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="22" />
        <source>Locational factor</source>
        <translation>区位因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="23" />
        <source>Cultural milieu</source>
        <translation>文化氛围</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="24" />
        <source>Office milieu</source>
        <translation>办公氛围</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="25" />
        <source>Social relation network</source>
        <translation>社会关系网络</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="26" />
        <source>Institutional factor</source>
        <translation>制度因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="72" />
        <source>Unit: {unit}</source>
        <translation>单位：{unit}</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/index_tree.py" line="74" />
        <source>Source: {source}</source>
        <translation>来源：{source}</translation>
    </message>
</context><context>
    <name>Inputs</name>
    <message>
        <location filename="../../plugin/inputs.py" line="73" />
        <source>There is no park in the layer "{layer}" (or none is selected).</source>
        <translation>图层“{layer}”中没有园区（或未选中任何园区）。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="126" />
        <source>There is no area in the layer "{layer}" (or none is selected).</source>
        <translation>图层“{layer}”中没有面要素（或未选中任何要素）。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="163" />
        <source>The layer "{layer}" has no coordinate reference system: set it with Layer &gt; Set CRS of Layer(s).</source>
        <translation>图层“{layer}”没有坐标参照系：请用“图层 &gt; 设置图层坐标参照系”指定。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="182" />
        <source>Row {number} of the layer "{layer}" cannot be brought to WGS 84: is the layer's coordinate reference system ({crs}) the right one?</source>
        <translation>图层“{layer}”的第 {number} 行无法转换到 WGS 84：该图层的坐标参照系（{crs}）是否正确？</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="208" />
        <source>The raster "{layer}" is not a file: save it with Layer &gt; Save As… and choose that one.</source>
        <translation>栅格“{layer}”不是文件：请用“图层 &gt; 另存为…”保存后再选择。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="277" />
        <source>The score table "{table}" has no rows.</source>
        <translation>得分表“{table}”没有任何行。</translation>
    </message>
    <message>
        <location filename="../../plugin/inputs.py" line="298" />
        <source>The layer "{layer}" has no field "{field}"; its fields are {known}.</source>
        <translation>图层“{layer}”没有字段“{field}”；现有字段为 {known}。</translation>
    </message>
</context><context>
    <name>InputsForm</name>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="73" />
        <source>Choose the layer of the parks: add one to the project if there is none.</source>
        <translation>请选择园区图层：若没有，请先添加到工程中。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="75" />
        <source>Choose the OpenStreetMap file of the city.</source>
        <translation>请选择城市的 OpenStreetMap 文件。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="77" />
        <source>Tick at least one index.</source>
        <translation>请至少勾选一个指标。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="101" />
        <source>Parks</source>
        <translation>园区</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="105" />
        <source>Selected features only</source>
        <translation>仅选中的要素</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="110" />
        <source>Left empty, the parks are numbered in the layer's order.</source>
        <translation>留空则按图层顺序为园区编号。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="111" />
        <source>Left empty, the id serves as the name.</source>
        <translation>留空则以编号作为名称。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="112" />
        <source>Layer of parks</source>
        <translation>园区图层</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="114" />
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="115" />
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="118" />
        <source>City</source>
        <translation>城市</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="125" />
        <source>OpenStreetMap file</source>
        <translation>OpenStreetMap 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="126" />
        <source>Centres (CBD)</source>
        <translation>中心（CBD）</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="129" />
        <source>Indices</source>
        <translation>指标</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="132" />
        <source>Count places inside a park</source>
        <translation>计入园区内部的场所</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="138" />
        <source>Factor scores (optional)</source>
        <translation>因子得分（可选）</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="140" />
        <source>A table of the project, a row a park and a field a factor.</source>
        <translation>工程中的一张表：每行一个园区，每个字段一个因子。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="149" />
        <source>all that hold numbers</source>
        <translation>所有数值字段</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="151" />
        <source>such as "simulated"</source>
        <translation>例如“模拟”</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="153" />
        <source>Score table</source>
        <translation>得分表</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="154" />
        <source>Park's id in the table</source>
        <translation>表中的园区编号</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="155" />
        <source>Factors</source>
        <translation>因子</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="156" />
        <source>Label of the scores</source>
        <translation>得分的标注</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="159" />
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="163" />
        <source>[Save to a temporary file]</source>
        <translation>[保存到临时文件]</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/inputs_form.py" line="164" />
        <source>GeoPackage</source>
        <translation>GeoPackage</translation>
    </message>
</context><context>
    <name>InstallEngine</name>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="46" />
        <source>Install the engine</source>
        <translation>安装计算引擎</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="54" />
        <source>Makes the Python environment that Park Locus computes in.</source>
        <translation>创建供 Park Locus 计算使用的 Python 环境。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="58" />
        <source>Park Locus computes in a Python environment of its own, apart from QGIS and its libraries. This makes that environment in the QGIS profile (about 500 MB; the internet is needed once) and installs the plugin's own engine and the packages it needs. Nothing of QGIS is changed.

It can be repeated at any time; an older environment is replaced once the new one works.</source>
        <translation>Park Locus 在独立于 QGIS 及其库的 Python 环境中计算。本算法在 QGIS 用户配置文件夹中创建该环境（约 500 MB，需联网一次），并安装插件自带的计算引擎及其所需的软件包。QGIS 本身不作任何改动。

可随时重新运行；新环境可用之后才会替换旧环境。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="71" />
        <source>Python 3.11 or later to make it from (empty: one is looked for)</source>
        <translation>用于创建环境的 Python 3.11 或更高版本（留空则自动查找）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/install_engine.py" line="75" />
        <source>The engine's interpreter</source>
        <translation>计算引擎的解释器</translation>
    </message>
</context><context>
    <name>Installation</name>
    <message>
        <location filename="../../plugin/installation.py" line="59" />
        <source>Looking for a Python…</source>
        <translation>正在查找 Python……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="70" />
        <source>The engine is installed.</source>
        <translation>计算引擎已安装。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="76" />
        <source>Making a Python environment…</source>
        <translation>正在创建 Python 环境……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="80" />
        <source>Fetching the engine's packages…</source>
        <translation>正在获取计算引擎的软件包……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="87" />
        <source>Trying the engine…</source>
        <translation>正在试运行计算引擎……</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="92" />
        <source>Version {version} was installed where {plugin} was expected.</source>
        <translation>安装的是 {version} 版，而应为 {plugin} 版。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="132" />
        <source>The installation was cancelled; nothing was changed.</source>
        <translation>安装已取消；未作任何改动。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="140" />
        <source>The engine could not be installed: {reason}</source>
        <translation>无法安装计算引擎：{reason}</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="142" />
        <source>Is the internet to be reached (a proxy is named in the variable HTTPS_PROXY, a mirror in PIP_INDEX_URL)? Where "no matching distribution" is said, choose another Python (3.11 to 3.13).</source>
        <translation>能否访问互联网（代理可由变量 HTTPS_PROXY 指定，镜像可由 PIP_INDEX_URL 指定）？若提示“no matching distribution”，请换用其他 Python（3.11 至 3.13）。</translation>
    </message>
    <message>
        <location filename="../../plugin/installation.py" line="148" />
        <source>The whole story is in the "{tab}" tab of the log.</source>
        <translation>详情见日志的“{tab}”选项卡。</translation>
    </message>
</context><context>
    <name>Interpreters</name>
    <message>
        <location filename="../../plugin/interpreters.py" line="51" />
        <source>{path} is Python {version}; the engine needs 3.11 or later.</source>
        <translation>{path} 是 Python {version}；计算引擎需要 3.11 或更高版本。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="55" />
        <source>{path} (Python {version}) lacks the modules venv and ensurepip; on Debian and Ubuntu install the package python3-venv.</source>
        <translation>{path}（Python {version}）缺少 venv 和 ensurepip 模块；在 Debian 和 Ubuntu 上请安装软件包 python3-venv。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="128" />
        <source>{path} does not answer.</source>
        <translation>{path} 没有响应。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="135" />
        <source>There is no file {path}.</source>
        <translation>没有文件 {path}。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="136" />
        <source>Install Python 3.11 or later (python.org, or your system's packages), or choose its interpreter under "Engine" in the Park Locus panel.</source>
        <translation>请安装 Python 3.11 或更高版本（来自 python.org 或系统软件包），或在 Park Locus 面板的“计算引擎”中选择其解释器。</translation>
    </message>
    <message>
        <location filename="../../plugin/interpreters.py" line="141" />
        <source>No Python was found that can carry the engine.</source>
        <translation>没有找到可供计算引擎使用的 Python。</translation>
    </message>
</context><context>
    <name>Parameters</name>
    <message>
        <location filename="../../plugin/processing/choices.py" line="28" />
        <source>Parks with indices</source>
        <translation>带指标的园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="29" />
        <source>Stops</source>
        <translation>站点</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="30" />
        <source>Places</source>
        <translation>场所</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="31" />
        <source>Reference: street nodes</source>
        <translation>参照：街道节点</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="32" />
        <source>Catchments</source>
        <translation>服务区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="33" />
        <source>Grid of the city</source>
        <translation>城市格网</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="34" />
        <source>Associations of factors and indices</source>
        <translation>因子与指标的关联</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="41" />
        <source>OpenStreetMap files</source>
        <translation>OpenStreetMap 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="46" />
        <source>GeoPackage files</source>
        <translation>GeoPackage 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/choices.py" line="51" />
        <source>Study files</source>
        <translation>研究文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="89" />
        <source>Parks</source>
        <translation>园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="93" />
        <source>Field of the park's id (empty: parks are numbered)</source>
        <translation>园区编号字段（留空则自动编号）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="99" />
        <source>Field of the park's name (empty: the id)</source>
        <translation>园区名称字段（留空则用编号）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="106" />
        <source>Coordinates copied from a Chinese map: Amap, Tencent (GCJ-02), Baidu (BD-09)</source>
        <translation>坐标抄自中国地图：高德、腾讯（GCJ-02），百度（BD-09）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="112" />
        <source>Count the places inside a park as its own</source>
        <translation>将园区内部的场所计入该园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="122" />
        <source>OpenStreetMap file of the city</source>
        <translation>城市的 OpenStreetMap 文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="124" />
        <source>Centre of the city (CBD)</source>
        <translation>城市中心（CBD）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="127" />
        <source>More centres: lon,lat or lon,lat,name (WGS 84), one a line or separated by ;</source>
        <translation>其他中心：经度,纬度 或 经度,纬度,名称（WGS 84），每行一个或以 ; 分隔</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="134" />
        <source>Area that the map covers (empty: as the file says)</source>
        <translation>地图覆盖的范围（留空：以文件所注为准）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="142" />
        <source>Table of places of your own (empty: the one that ships)</source>
        <translation>自备的设施分类表（留空：用自带的）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="147" />
        <source>Day that the map shows, where the file does not say</source>
        <translation>地图所示日期（文件未注明时填写）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="157" />
        <source>Preset: a choice of indices</source>
        <translation>预设：一组指标</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="162" />
        <source>Indices, in place of a preset (none chosen: all)</source>
        <translation>指标，代替预设（不选：全部）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="171" />
        <source>Parameters of indices, one a line: amenity_density.radii = 500, 800</source>
        <translation>指标的参数，每行一个：amenity_density.radii = 500, 800</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="179" />
        <source>Title of the study (empty: the result's name)</source>
        <translation>研究的标题（留空：结果的名称）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="186" />
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="189" />
        <source>Add the result's layers to the project</source>
        <translation>将结果图层添加到工程</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/parameters.py" line="197" />
        <source>Study file (study.toml)</source>
        <translation>研究文件（study.toml）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="38" />
        <source>Timetables: GTFS zips</source>
        <translation>时刻表：GTFS 压缩包</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="46" />
        <source>Table of minutes between departures: line, headway</source>
        <translation>发车间隔表（分钟）：line, headway</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="50" />
        <source>Day whose departures count (empty: a weekday)</source>
        <translation>计入班次的日期（留空：工作日）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="52" />
        <source>Hours whose departures count (empty: 08:15-09:15)</source>
        <translation>计入班次的时段（留空：08:15-09:15）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="62" />
        <source>Raster of people</source>
        <translation>人口栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="68" />
        <source>What the raster of people holds: people a cell, or people per km²</source>
        <translation>人口栅格的含义：每像元人数，或每平方公里人数</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="75" />
        <source>Raster of light at night</source>
        <translation>夜间灯光栅格</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="87" />
        <source>Rank parks among the street nodes of this area (empty: of the whole map)</source>
        <translation>在此范围的街道节点中排位（留空：整幅地图）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="95" />
        <source>Rank parks among street nodes by such land</source>
        <translation>在此类用地旁的街道节点中排位</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="102" />
        <source>Rank parks among so many street nodes at random</source>
        <translation>在随机抽取的若干街道节点中排位</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="106" />
        <source>What the draw begins with</source>
        <translation>抽样的种子</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="110" />
        <source>What each street node counts by</source>
        <translation>街道节点的权重</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="124" />
        <source>Places of your own, to be held against the map's</source>
        <translation>自备的设施点，用于与地图对照</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="132" />
        <source>Field of the places' category</source>
        <translation>设施点的类别字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="140" />
        <source>The map's category of each of yours, one a line: Restaurant = food</source>
        <translation>自备类别对应的地图类别，每行一个：餐饮 = food</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="144" />
        <source>Metres within which places are counted</source>
        <translation>统计设施的半径（米）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="154" />
        <source>Sum up the city as a whole, too</source>
        <translation>同时汇总整个城市</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="158" />
        <source>Side of a square grid of the city in metres</source>
        <translation>城市方格网的边长（米）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="160" />
        <source>What the city is called in its tables</source>
        <translation>城市在表中的名称</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="169" />
        <source>Table of factor scores, a row a park</source>
        <translation>因子得分表，每行一个园区</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="175" />
        <source>Field of the score table that holds the park's id</source>
        <translation>得分表中存放园区编号的字段</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="182" />
        <source>Fields of factor scores (none chosen: all that hold numbers)</source>
        <translation>因子得分字段（不选则取所有数值字段）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="189" />
        <source>What to say beside every score, such as "simulated"</source>
        <translation>在每个得分旁标注的文字，例如“模拟”</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="194" />
        <source>What a row of the score table is: a park, or a respondent of one</source>
        <translation>得分表的一行是：园区，或园区的受访者</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="202" />
        <source>Lowest and highest answer, where scores are means of answers: 1, 5</source>
        <translation>作答的最低值和最高值（得分为作答均值时）：1, 5</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="208" />
        <source>Expect the catalogue's directions of factors that bear its names</source>
        <translation>对与指标目录同名的因子，采用目录中的预期方向</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="215" />
        <source>Directions expected in place of the catalogue's, one a line: locational.cbd_distance = -</source>
        <translation>代替指标目录的预期方向，每行一个：locational.cbd_distance = -</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="222" />
        <source>Factors of each space, one a line: local = locational, office</source>
        <translation>各空间的因子，每行一个：local = locational, office</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_parameters.py" line="227" />
        <source>Fields by which the parks fall into groups, such as ownership</source>
        <translation>园区分组字段，如产权性质</translation>
    </message>
</context><context>
    <name>ParkLocusAlgorithm</name>
    <message>
        <location filename="../../plugin/processing/base.py" line="142" />
        <source>{file} cannot be read or written ({reason}): is it open elsewhere, or the folder protected or full?</source>
        <translation>无法读写 {file}（{reason}）：是否在别处打开，或文件夹受保护或已满？</translation>
    </message>
</context><context>
    <name>ParkLocusDock</name>
    <message>
        <location filename="../../plugin/panel/dock.py" line="51" />
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="53" />
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="73" />
        <source>Cancelling…</source>
        <translation>正在取消……</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="106" />
        <source>Done: {count} layers from {file} are in the project.</source>
        <translation>完成：已将 {file} 的 {count} 个图层添加到工程。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="115" />
        <source>The engine is installed.</source>
        <translation>计算引擎已安装。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="123" />
        <source>Cancelled; nothing was changed.</source>
        <translation>已取消；未作任何改动。</translation>
    </message>
    <message>
        <location filename="../../plugin/panel/dock.py" line="131" />
        <source>{count} more notes are in the "{tab}" tab of the log.</source>
        <translation>另有 {count} 条说明见日志的“{tab}”选项卡。</translation>
    </message>
</context><context>
    <name>ParkLocusPlugin</name>
    <message>
        <location filename="../../plugin/plugin.py" line="48" />
        <source>Park Locus: indices of parks</source>
        <translation>Park Locus：园区指标</translation>
    </message>
</context><context>
    <name>RunStudy</name>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="26" />
        <source>Run a study file</source>
        <translation>运行研究文件</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="30" />
        <source>study,study.toml,reproduce,batch,command line,validation,indices</source>
        <translation>研究,重现,批处理,命令行,验证,指标,study,study.toml,reproduce,batch,command line,validation,indices</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="34" />
        <source>Runs a study.toml as it is, as the command line does.</source>
        <translation>与命令行一样，按原样运行 study.toml。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="38" />
        <source>Runs a study file with all that it says: city, parks, centres, indices, scores, directions expected. The result is the one that `parklocus run study.toml` gives, value for value; it goes where you say here, and not where the study says. Paths in the study are relative to the study's own folder.</source>
        <translation>按研究文件所述的一切运行：城市、园区、中心、指标、得分、预期方向。结果与 `parklocus run study.toml` 逐值相同；写到此处指定的位置，而非研究文件所指的位置。研究文件中的路径相对于其所在文件夹。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/run_study.py" line="52" />
        <source>There is no study {file}.</source>
        <translation>没有研究文件 {file}。</translation>
    </message>
</context><context>
    <name>StudyAlgorithm</name>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="127" />
        <source>There is no OpenStreetMap file {file}.</source>
        <translation>没有 OpenStreetMap 文件 {file}。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="130" />
        <source>Choose the field of the score table that holds the park's id.</source>
        <translation>请选择得分表中存放园区编号的字段。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="146" />
        <source>The result is a GeoPackage: let the name of "{file}" end in .gpkg.</source>
        <translation>结果是 GeoPackage：请让“{file}”以 .gpkg 结尾。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="150" />
        <source>There is no folder {folder} to write the result to.</source>
        <translation>没有可写入结果的文件夹 {folder}。</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_algorithm.py" line="155" />
        <source>{file} is open in this project (layers: {layers}): remove them first, or choose another file.</source>
        <translation>{file} 已在此项目中打开（图层：{layers}）：请先移除，或选择其他文件。</translation>
    </message>
</context><context>
    <name>StudyFile</name>
    <message>
        <location filename="../../plugin/study_file.py" line="66" />
        <source>{file} is not a study.</source>
        <translation>{file} 不是研究文件。</translation>
    </message>
</context><context>
    <name>StudySections</name>
    <message>
        <location filename="../../plugin/processing/study_sections.py" line="342" />
        <source>[{section}] path (a table: add it as a layer of points)</source>
        <translation>[{section}] path（表格：请作为点图层加入）</translation>
    </message>
    <message>
        <location filename="../../plugin/processing/study_sections.py" line="348" />
        <source>[parks] crs (set it on the layer)</source>
        <translation>[parks] crs（请在图层上设置）</translation>
    </message>
</context><context>
    <name>Worker</name>
    <message>
        <location filename="../../plugin/worker.py" line="120" />
        <source>The run was cancelled.</source>
        <translation>运行已取消。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="121" />
        <source>The run was cancelled; no file was written.</source>
        <translation>运行已取消；没有写入文件。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="148" />
        <source>The engine did not answer in time.</source>
        <translation>引擎未及时应答。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="150" />
        <source>The engine was ended by the system, perhaps for want of memory.</source>
        <translation>计算引擎被系统终止，可能是内存不足。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="152" />
        <source>The engine ended without a result.</source>
        <translation>计算引擎结束时没有给出结果。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="154" />
        <source>The engine stopped unexpectedly (exit code {code}).</source>
        <translation>计算引擎意外停止（退出代码 {code}）。</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="156" />
        <source>Its last words: {words}</source>
        <translation>其最后的输出：{words}</translation>
    </message>
    <message>
        <location filename="../../plugin/worker.py" line="160" />
        <source>The whole story is in the "{tab}" tab of the log (View &gt; Panels &gt; Log Messages). If it is the engine itself that is damaged, install it anew from the Park Locus panel.</source>
        <translation>详情见日志的“{tab}”选项卡（视图 &gt; 面板 &gt; 日志消息）。若计算引擎本身已损坏，请在 Park Locus 面板中重新安装。</translation>
    </message>
</context></TS>
